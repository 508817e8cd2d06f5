/** ListGroups: the groups of the pool, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
import { demandPool, type Context } from '../context.ts'
import { answerGroup, type GroupAnswer } from '../users/group-answer.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { userPoolId } from '../members.ts'
import { cutPage } from '../paging.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Limit: optional(integer(0, 60)),
  NextToken: optional(text({ min: 1 })),
})

export interface ListGroupsOutput {
  readonly Groups: readonly GroupAnswer[]
  readonly NextToken?: string
}

export function listGroups(context: Context, body: unknown): ListGroupsOutput {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const { items, nextToken } = cutPage(context.groups.all(), (group) => group.ordinal, {
    scope: 'groups',
    limit: input.Limit || 60,
    token: input.NextToken,
  })
  return {
    Groups: items.map((group) => answerGroup(context, group)),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  }
}
