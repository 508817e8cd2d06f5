/** DescribeUserPool: the settings of the pool. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
import { demandPool, type Context } from '../context.ts'
import { request, required } from '../input.ts'
import { userPoolId } from '../members.ts'
import { answerPool, type PoolAnswer } from '../settings/pool-answer.ts'

const readInput = request({ UserPoolId: required(userPoolId) })

export function describeUserPool(context: Context, body: unknown): { readonly UserPool: PoolAnswer } {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return { UserPool: answerPool(context) }
}
