/** AdminDisableUser: keeps a user from signing in and ends the sessions. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
import { ofUser } from '../operation.ts'

export const adminDisableUser = ofUser({}, (context, user) => {
  context.users.change(user.sub, { isEnabled: false })
  context.sessions.revokeAllOf(user.sub)
  return {}
})
