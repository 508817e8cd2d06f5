/** DeleteUser: a person removes the own account. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
import type { Context } from '../context.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { accessToken } from '../members.ts'
import { removeUser } from '../users/remove-user.ts'

const readInput = request({ AccessToken: required(accessToken) })

export async function deleteUser(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const { user } = await demandTokenUser(context, input.AccessToken)
  removeUser(context, user)
  return {}
}
