/** A group as the API shows it. */
import type { Context } from '../context.ts'
import type { Group } from './groups.ts'

export interface GroupAnswer {
  readonly GroupName: string
  readonly UserPoolId: string
  readonly Description?: string
  readonly RoleArn?: string
  readonly Precedence?: number
  readonly LastModifiedDate: number
  readonly CreationDate: number
}

export function answerGroup(context: Context, group: Group): GroupAnswer {
  return {
    GroupName: group.name,
    UserPoolId: context.poolId,
    ...(group.description === undefined ? {} : { Description: group.description }),
    ...(group.roleArn === undefined ? {} : { RoleArn: group.roleArn }),
    ...(group.precedence === undefined ? {} : { Precedence: group.precedence }),
    LastModifiedDate: group.createdAtMs / 1_000,
    CreationDate: group.createdAtMs / 1_000,
  }
}
