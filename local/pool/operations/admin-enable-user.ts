/** AdminEnableUser: lets a disabled user sign in again. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { username, userPoolId } from '../members.ts'

const readInput = request({ UserPoolId: required(userPoolId), Username: required(username) })

export function adminEnableUser(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  context.users.change(user.sub, { isEnabled: true })
  return {}
}
