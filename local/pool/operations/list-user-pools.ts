/** ListUserPools: the one pool there is. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
import type { Context } from '../context.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { answerPoolSummary, type PoolAnswer } from '../settings/pool-answer.ts'

const readInput = request({ MaxResults: required(integer(1, 60)), NextToken: optional(text({ min: 1 })) })

export function listUserPools(
  context: Context,
  body: unknown,
): { readonly UserPools: readonly PoolAnswer[] } {
  readInput(body)
  return { UserPools: [answerPoolSummary(context)] }
}
