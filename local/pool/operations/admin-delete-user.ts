/** AdminDeleteUser: removes a user for good. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
import { ofUser } from '../operation.ts'
import { removeUser } from '../users/remove-user.ts'

export const adminDeleteUser = ofUser({}, (context, user) => {
  removeUser(context, user)
  return {}
})
