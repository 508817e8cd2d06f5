/** GetGroup: one group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
import { demandPool, type Context } from '../context.ts'
import { answerGroup, type GroupAnswer } from '../users/group-answer.ts'
import { demandGroup } from '../users/groups.ts'
import { request, required } from '../input.ts'
import { groupName, userPoolId } from '../members.ts'

const readInput = request({ GroupName: required(groupName), UserPoolId: required(userPoolId) })

export function getGroup(context: Context, body: unknown): { readonly Group: GroupAnswer } {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  return { Group: answerGroup(context, demandGroup(context.groups, input.GroupName)) }
}
