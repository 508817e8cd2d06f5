/** AdminUserGlobalSignOut: ends every session of a user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html */
import { ofUser } from '../operation.ts'

export const adminUserGlobalSignOut = ofUser({}, (context, user) => {
  context.sessions.revokeAllOf(user.sub)
  return {}
})
