/** AdminAddUserToGroup: puts a user into a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
import { ofUser } from '../operation.ts'
import { demandGroup } from '../users/groups.ts'
import { required } from '../input.ts'
import { groupName } from '../members.ts'

export const adminAddUserToGroup = ofUser({ GroupName: required(groupName) }, (context, user, input) => {
  demandGroup(context.groups, input.GroupName)
  context.groups.join(input.GroupName, user.sub)
  return {}
})
