/** AdminAddUserToGroup: puts a user into a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
import { demandPool, type Context } from '../context.ts'
import { demandUser } from '../users/find-user.ts'
import { demandGroup } from '../users/groups.ts'
import { request, required } from '../input.ts'
import { groupName, username, userPoolId } from '../members.ts'

const readInput = request({
  UserPoolId: required(userPoolId),
  Username: required(username),
  GroupName: required(groupName),
})

export function adminAddUserToGroup(context: Context, body: unknown): {} {
  const input = readInput(body)
  demandPool(context, input.UserPoolId)
  const user = demandUser(context, input.Username)
  demandGroup(context.groups, input.GroupName)
  context.groups.join(input.GroupName, user.sub)
  return {}
}
