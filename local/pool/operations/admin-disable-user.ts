/** AdminDisableUser: keeps a user from signing in and ends the sessions. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { username, userPoolId } from '../members.ts'

const readInput = request({ UserPoolId: required(userPoolId), Username: required(username) })

export function adminDisableUser(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  context.users.change(user.sub, { isEnabled: false })
  context.sessions.revokeAllOf(user.sub)
  return {}
}
