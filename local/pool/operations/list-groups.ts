/** ListGroups: the groups of the pool, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
import { ofPool } from '../operation.ts'
import { answerGroup } from '../users/group-answer.ts'
import { integer, optional, text } from '../input.ts'
import { cutPage } from '../paging.ts'

export const listGroups = ofPool(
  { Limit: optional(integer(0, 60)), NextToken: optional(text({ min: 1 })) },
  (context, input) => {
    const { items, nextToken } = cutPage(context.groups.all(), (group) => group.ordinal, {
      scope: 'groups',
      limit: input.Limit || 60,
      token: input.NextToken,
    })
    return {
      Groups: items.map((group) => answerGroup(context, group)),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    }
  },
)
