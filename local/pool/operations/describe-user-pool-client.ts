/** DescribeUserPoolClient: the settings of an app client, its secret included. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
import { demandClient, demandPool, type Context } from '../context.ts'
import { request, required } from '../input.ts'
import { clientId, userPoolId } from '../members.ts'
import { answerClient, type ClientAnswer } from '../settings/pool-answer.ts'

const readInput = request({ UserPoolId: required(userPoolId), ClientId: required(clientId) })

export function describeUserPoolClient(
  context: Context,
  body: unknown,
): { readonly UserPoolClient: ClientAnswer } {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return { UserPoolClient: answerClient(context, demandClient(context, input.ClientId)) }
}
