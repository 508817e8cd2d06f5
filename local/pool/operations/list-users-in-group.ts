/** ListUsersInGroup: the members of a group, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
import { ofPool } from '../operation.ts'
import { demandGroup } from '../users/groups.ts'
import { integer, optional, required, text } from '../input.ts'
import { groupName } from '../members.ts'
import { cutPage } from '../paging.ts'
import { answerUser } from '../users/user-answer.ts'

export const listUsersInGroup = ofPool(
  { GroupName: required(groupName), Limit: optional(integer(0, 60)), NextToken: optional(text({ min: 1 })) },
  (context, input) => {
    const group = demandGroup(context.groups, input.GroupName)
    const members = context.users.all().filter((user) => context.groups.isMember(group.name, user.sub))
    const { items, nextToken } = cutPage(members, (user) => user.ordinal, {
      scope: `users in ${group.name}`,
      limit: input.Limit || 60,
      token: input.NextToken,
    })
    return { Users: items.map(answerUser), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  },
)
