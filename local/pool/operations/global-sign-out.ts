/** GlobalSignOut: a person ends every own session. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
import type { Context } from '../context.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { accessToken } from '../members.ts'

const readInput = request({ AccessToken: required(accessToken) })

export async function globalSignOut(context: Context, body: unknown): Promise<{}> {
  const input = readInput(body)
  const { user } = await demandTokenUser(context, input.AccessToken)
  context.sessions.revokeAllOf(user.sub)
  return {}
}
