/** DeleteGroup: removes a group, not its users. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
import { ofPool } from '../operation.ts'
import { demandGroup } from '../users/groups.ts'
import { required } from '../input.ts'
import { groupName } from '../members.ts'

export const deleteGroup = ofPool({ GroupName: required(groupName) }, (context, input) => {
  context.groups.remove(demandGroup(context.groups, input.GroupName).name)
  return {}
})
