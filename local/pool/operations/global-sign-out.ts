/** GlobalSignOut: a person ends every own session. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
import { ofToken } from '../operation.ts'

export const globalSignOut = ofToken({}, (context, { user }) => {
  context.sessions.revokeAllOf(user.sub)
  return {}
})
