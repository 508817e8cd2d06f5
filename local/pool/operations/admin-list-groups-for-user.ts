/** AdminListGroupsForUser: the groups of one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { answerGroup, type GroupAnswer } from '../users/group-answer.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { username, userPoolId } from '../members.ts'
import { cutPage } from '../paging.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  Limit: optional(integer(0, 60)),
  NextToken: optional(text({ min: 1 })),
})

export interface AdminListGroupsForUserOutput {
  readonly Groups: readonly GroupAnswer[]
  readonly NextToken?: string
}

export function adminListGroupsForUser(context: Context, body: unknown): AdminListGroupsForUserOutput {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  const groups = context.groups.groupsOf(user.sub)
  const { items, nextToken } = cutPage(groups, (group) => groups.indexOf(group), {
    scope: `groups of ${user.sub}`,
    limit: input.Limit || 60,
    token: input.NextToken,
  })
  return {
    Groups: items.map((group) => answerGroup(context, group)),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  }
}
