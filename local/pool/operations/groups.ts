/** Groups, and who is in them. */
import type { Context } from '../context.ts'
import { PoolError } from '../errors.ts'
import { integer, optional, required, text } from '../input.ts'
import { groupName } from '../members.ts'
import { ofPool, ofUser } from '../operation.ts'
import { cutPage } from '../paging.ts'
import { demandGroup, type Group } from '../users/groups.ts'
import { answerUser } from '../users/user-answer.ts'

const named = { GroupName: required(groupName) }
const paged = { Limit: optional(integer(0, 60)), NextToken: optional(text({ min: 1 })) }

/** Makes a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const CreateGroup = ofPool(
  {
    ...named,
    Description: optional(text({ max: 2_048 })),
    RoleArn: optional(
      text({
        min: 20,
        max: 2_048,
        pattern: /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]*:[\w+=/,.@:*-]+$/,
      }),
    ),
    Precedence: optional(integer(0, 2_147_483_647)),
  },
  (context, input) => {
    if (context.groups.get(input.GroupName) !== undefined)
      throw new PoolError('GroupExistsException', 'A group with the name already exists.')

    const group = context.groups.add({
      name: input.GroupName,
      description: input.Description,
      roleArn: input.RoleArn,
      precedence: input.Precedence,
      createdAtMs: context.clock(),
    })
    return { Group: answerGroup(context, group) }
  },
)

/** One group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
export const GetGroup = ofPool(named, (context, input) => ({
  Group: answerGroup(context, demandGroup(context.groups, input.GroupName)),
}))

/** Removes a group, not its users. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
export const DeleteGroup = ofPool(named, (context, input) => {
  context.groups.remove(demandGroup(context.groups, input.GroupName).name)
  return {}
})

/** The groups of the pool, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
export const ListGroups = ofPool(paged, (context, input) =>
  answerPage(context, context.groups.all(), (group) => group.ordinal, 'groups', input),
)

/** The groups of one user. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
export const AdminListGroupsForUser = ofUser(paged, (context, user, input) => {
  const groups = context.groups.groupsOf(user.sub)
  return answerPage(context, groups, (group) => groups.indexOf(group), `groups of ${user.sub}`, input)
})

/** The members of a group, page by page. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
export const ListUsersInGroup = ofPool({ ...named, ...paged }, (context, input) => {
  const group = demandGroup(context.groups, input.GroupName)
  const members = context.users.all().filter((user) => context.groups.isMember(group.name, user.sub))
  const { items, nextToken } = cutPage(members, (user) => user.ordinal, {
    scope: `users in ${group.name}`,
    limit: input.Limit || 60,
    token: input.NextToken,
  })
  return { Users: items.map(answerUser), NextToken: nextToken }
})

/** Puts a user into a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
export const AdminAddUserToGroup = ofUser(named, (context, user, input) => {
  context.groups.join(demandGroup(context.groups, input.GroupName).name, user.sub)
  return {}
})

/** Takes a user out of a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
export const AdminRemoveUserFromGroup = ofUser(named, (context, user, input) => {
  context.groups.leave(demandGroup(context.groups, input.GroupName).name, user.sub)
  return {}
})

function answerPage(
  context: Context,
  groups: readonly Group[],
  positionOf: (group: Group) => number,
  scope: string,
  { Limit, NextToken }: { readonly Limit: number | undefined; readonly NextToken: string | undefined },
) {
  const { items, nextToken } = cutPage(groups, positionOf, { scope, limit: Limit || 60, token: NextToken })
  return { Groups: items.map((group) => answerGroup(context, group)), NextToken: nextToken }
}

/** An absent member is left out of the JSON. */
function answerGroup(context: Context, group: Group) {
  return {
    GroupName: group.name,
    UserPoolId: context.poolId,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    LastModifiedDate: group.createdAtMs / 1_000,
    CreationDate: group.createdAtMs / 1_000,
  }
}
