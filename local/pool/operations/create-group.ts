/** CreateGroup: makes a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
import { demandPool, type Context } from '../context.ts'
import { PoolError } from '../errors.ts'
import { answerGroup, type GroupAnswer } from '../users/group-answer.ts'
import { integer, optional, request, required, text } from '../input.ts'
import { groupName, userPoolId } from '../members.ts'

const readInput = request({
  GroupName: required(groupName),
  UserPoolId: required(userPoolId),
  Description: optional(text({ max: 2_048 })),
  RoleArn: optional(
    text({
      min: 20,
      max: 2_048,
      pattern: /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]*:[\w+=/,.@:*-]+$/,
    }),
  ),
  Precedence: optional(integer(0, 2_147_483_647)),
})

export function createGroup(context: Context, body: unknown): { readonly Group: GroupAnswer } {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
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
}
