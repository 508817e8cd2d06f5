/** GetGroup: one group. @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
import { ofPool } from '../operation.ts'
import { answerGroup } from '../users/group-answer.ts'
import { demandGroup } from '../users/groups.ts'
import { required } from '../input.ts'
import { groupName } from '../members.ts'

export const getGroup = ofPool({ GroupName: required(groupName) }, (context, input) => ({
  Group: answerGroup(context, demandGroup(context.groups, input.GroupName)),
}))
