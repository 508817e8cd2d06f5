/** ListUsersInGroup: the members of a group, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
import { demandPool, type Context } from '../context.ts'
import { demandGroup } from '../users/groups.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { groupName, userPoolId } from '../members.ts'
import { cutPage } from '../paging.ts'
import { answerUser, type UserAnswer } from '../users/user-answer.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  GroupName: required(groupName),
  Limit: optional(integer(0, 60)),
  NextToken: optional(text({ min: 1 })),
})

export interface ListUsersInGroupOutput {
  readonly Users: readonly UserAnswer[]
  readonly NextToken?: string
}

export function listUsersInGroup(context: Context, body: unknown): ListUsersInGroupOutput {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const group = demandGroup(context.groups, input.GroupName)
  const members = context.users.all().filter((user) => context.groups.isMember(group.name, user.sub))
  const { items, nextToken } = cutPage(members, (user) => user.ordinal, {
    scope: `users in ${group.name}`,
    limit: input.Limit || 60,
    token: input.NextToken,
  })
  return { Users: items.map(answerUser), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
}
