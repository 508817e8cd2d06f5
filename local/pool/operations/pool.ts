/** The pool and its app clients. */
import { demandClient } from '../context.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { clientId } from '../members.ts'
import { ofPool, type Operation } from '../operation.ts'
import { cutPage } from '../paging.ts'
import { answerClient, answerPool, answerPoolSummary } from '../settings/pool-answer.ts'

/** The settings of the pool. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const DescribeUserPool = ofPool({}, (context) => ({ UserPool: answerPool(context) }))

const readListing = request({
  MaxResults: required(integer(1, 60)),
  NextToken: optional(text({ min: 1 })),
})

/** The one pool there is. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const ListUserPools: Operation = {
  auth: 'signature',
  run(context, body) {
    readListing(body)
    return { UserPools: [answerPoolSummary(context)] }
  },
}

/** The settings of an app client, its secret included. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const DescribeUserPoolClient = ofPool({ ClientId: required(clientId) }, (context, input) => ({
  UserPoolClient: answerClient(context, demandClient(context, input.ClientId)),
}))

/** The app clients, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
export const ListUserPoolClients = ofPool(
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
      NextToken: nextToken,
    }
  },
)
