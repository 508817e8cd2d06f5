/** ListUserPoolClients: the app clients, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
import { ofPool } from '../operation.ts'
import { integer, optional, text } from '../input.ts'
import { cutPage } from '../paging.ts'

export const listUserPoolClients = ofPool(
  { MaxResults: optional(integer(1, 60)), NextToken: optional(text({ min: 1 })) },
  (context, input) => {
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
  },
)
