/** ListUserPoolClients: the app clients, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
import { demandPool, type Context } from '../context.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { userPoolId } from '../members.ts'
import { cutPage } from '../paging.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  MaxResults: optional(integer(1, 60)),
  NextToken: optional(text({ min: 1 })),
})

export interface ListUserPoolClientsOutput {
  readonly UserPoolClients: readonly {
    readonly ClientId: string
    readonly UserPoolId: string
    readonly ClientName: string
  }[]
  readonly NextToken?: string
}

export function listUserPoolClients(context: Context, body: unknown): ListUserPoolClientsOutput {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const clients = [...context.clients.values()]
  const { items, nextToken } = cutPage(clients, (client) => clients.indexOf(client), {
    scope: 'clients',
    limit: input.MaxResults ?? 60,
    token: input.NextToken,
  })
  return {
    UserPoolClients: items.map((client) => ({
      ClientId: client.clientId,
      UserPoolId: context.poolId,
      ClientName: client.name,
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  }
}
