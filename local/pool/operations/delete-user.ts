/** DeleteUser: a person removes the own account. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
import { ofToken } from '../operation.ts'
import { removeUser } from '../users/remove-user.ts'

export const deleteUser = ofToken({}, (context, { user }) => {
  removeUser(context, user)
  return {}
})
