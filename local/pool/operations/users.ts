/** Users: finding, showing, disabling and removing them. */
import { invalidParameter } from '../errors.ts'
import { integer, list, optional, text } from '../input.ts'
import { ofPool, ofToken, ofUser } from '../operation.ts'
import { cutPage } from '../paging.ts'
import { removeUser } from '../users/remove-user.ts'
import { answerAdminUser, answerUser } from '../users/user-answer.ts'
import { readUserFilter } from '../users/user-filter.ts'

/** Finds users page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const ListUsers = ofPool(
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
    return { Users: shown, PaginationToken: nextToken }
  },
)

/** Everything about one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const AdminGetUser = ofUser({}, (_, user) => answerAdminUser(user))

/** Keeps a user from signing in and ends the sessions. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
export const AdminDisableUser = ofUser({}, (context, user) => {
  context.users.change(user.sub, { isEnabled: false })
  context.sessions.revokeAllOf(user.sub)
  return {}
})

/** Lets a disabled user sign in again. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html */
export const AdminEnableUser = ofUser({}, (context, user) => {
  context.users.change(user.sub, { isEnabled: true })
  return {}
})

/** Removes a user for good. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const AdminDeleteUser = ofUser({}, (context, user) => {
  removeUser(context, user)
  return {}
})

/** A person removes the own account. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
export const DeleteUser = ofToken({}, (context, { user }) => {
  removeUser(context, user)
  return {}
})
