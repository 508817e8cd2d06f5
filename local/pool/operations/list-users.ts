/** ListUsers: finds users page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
import { ofPool } from '../operation.ts'
import { invalidParameter } from '../errors.ts'
import { integer, list, optional, text } from '../input.ts'
import { cutPage } from '../paging.ts'
import { answerUser } from '../users/user-answer.ts'
import { readUserFilter } from '../users/user-filter.ts'

export const listUsers = ofPool(
  {
    AttributesToGet: optional(list(text({ min: 1, max: 32 }))),
    Limit: optional(integer(0, 60)),
    PaginationToken: optional(text({ min: 1, pattern: /^[\S]+$/ })),
    Filter: optional(text({ max: 256 })),
  },
  (context, input) => {
    const wanted = input.AttributesToGet
    if (wanted?.some((name) => !context.settings.schema.has(name)) === true)
      throw invalidParameter('One or more requested attributes do not exist.')

    const matching = context.users.all().filter(readUserFilter(input.Filter))
    const { items, nextToken } = cutPage(matching, (user) => user.ordinal, {
      scope: `users ${input.Filter ?? ''}`,
      limit: input.Limit || 60,
      token: input.PaginationToken,
    })
    const shown = items.map(answerUser).map((user) => ({
      ...user,
      Attributes: user.Attributes.filter(({ Name }) => wanted === undefined || wanted.includes(Name)),
    }))
    return { Users: shown, ...(nextToken === undefined ? {} : { PaginationToken: nextToken }) }
  },
)
