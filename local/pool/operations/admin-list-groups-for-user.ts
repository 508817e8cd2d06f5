/** AdminListGroupsForUser: the groups of one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
import { ofUser } from '../operation.ts'
import { answerGroup } from '../users/group-answer.ts'
import { integer, optional, text } from '../input.ts'
import { cutPage } from '../paging.ts'

export const adminListGroupsForUser = ofUser(
  { Limit: optional(integer(0, 60)), NextToken: optional(text({ min: 1 })) },
  (context, user, input) => {
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
  },
)
