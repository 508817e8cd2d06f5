/** CreateGroup: makes a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
import { ofPool } from '../operation.ts'
import { PoolError } from '../errors.ts'
import { answerGroup } from '../users/group-answer.ts'
import { integer, optional, required, text } from '../input.ts'
import { groupName } from '../members.ts'

export const createGroup = ofPool(
  {
    GroupName: required(groupName),
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
