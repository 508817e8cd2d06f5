/** The pool and its app clients. */
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { demandClient, demandPool } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { clientId, userPoolId } from '../members.ts'
import { ofPool, type Operation } from '../operation.ts'
import { cutPage } from '../paging.ts'
import { answerClient, answerMfa, answerPool, answerPoolSummary } from '../settings/pool-answer.ts'
import { updateProperties } from '../settings/pool-update.ts'

/** The settings of the pool. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const DescribeUserPool = ofPool({}, (context) => ({ UserPool: answerPool(context) }))

const readPoolId = request({ UserPoolId: required(userPoolId) })

/** Replaces the settings of the pool by those of the request. What becomes of the others is a switch of this pool.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const UpdateUserPool: Operation = {
  auth: 'signature',
  run(context, body) {
    demandPool(context, readPoolId(body).UserPoolId)
    try {
      context.update(updateProperties(context.template, isObject(body) ? body : {}, context.omittedSettings))
    } catch (error) {
      throw error instanceof TypeError ? invalidParameter(error.message) : error
    }
    return {}
  },
}

/** What UpdateUserPool cannot name of MFA. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html */
export const GetUserPoolMfaConfig = ofPool({}, (context) => answerMfa(context))

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
