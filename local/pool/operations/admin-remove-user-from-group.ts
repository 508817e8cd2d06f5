/** AdminRemoveUserFromGroup: takes a user out of a group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
import { ofUser } from '../operation.ts'
import { demandGroup } from '../users/groups.ts'
import { required } from '../input.ts'
import { groupName } from '../members.ts'

export const adminRemoveUserFromGroup = ofUser({ GroupName: required(groupName) }, (context, user, input) => {
  demandGroup(context.groups, input.GroupName)
  context.groups.leave(input.GroupName, user.sub)
  return {}
})
