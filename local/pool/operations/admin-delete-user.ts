/** AdminDeleteUser: removes a user for good. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { username, userPoolId } from '../members.ts'
import { removeUser } from '../users/remove-user.ts'

const readInput = request({ UserPoolId: required(userPoolId), Username: required(username) })

export function adminDeleteUser(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  removeUser(context, demandUser(context, input.Username))
  return {}
}
