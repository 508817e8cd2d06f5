/** GetUser: the profile of the token's own user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
import { listAttributes } from '../users/attributes.ts'
import type { Context } from '../context.ts'
import { demandTokenUser } from '../users/find-user.ts'
import { request, required } from '../input.ts'
import { accessToken } from '../members.ts'
import { canRead } from '../tokens/token-claims.ts'

const readInput = request({ AccessToken: required(accessToken) })

export interface GetUserOutput {
  readonly Username: string
  readonly UserAttributes: readonly { readonly Name: string; readonly Value: string }[]
}

export async function getUser(context: Context, body: unknown): Promise<GetUserOutput> {
  const input = readInput(body)
  const { user, client } = await demandTokenUser(context, input.AccessToken)
  const readable = [...user.attributes].filter(([name]) => canRead(client, name))
  return {
    Username: user.username,
    UserAttributes: listAttributes(new Map([['sub', user.sub], ...readable])),
  }
}
