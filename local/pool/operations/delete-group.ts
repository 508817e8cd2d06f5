/** DeleteGroup: removes a group, not its users. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
import { demandPool, type Context } from '../context.ts'
import { demandGroup } from '../users/groups.ts'
import { request, required } from '../input.ts'
import { groupName, userPoolId } from '../members.ts'

const readInput = request({ GroupName: required(groupName), UserPoolId: required(userPoolId) })

export function deleteGroup(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  context.groups.remove(demandGroup(context.groups, input.GroupName).name)
  return {}
}
