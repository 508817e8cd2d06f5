/** AdminEnableUser: lets a disabled user sign in again. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html */
import { ofUser } from '../operation.ts'

export const adminEnableUser = ofUser({}, (context, user) => {
  context.users.change(user.sub, { isEnabled: true })
  return {}
})
