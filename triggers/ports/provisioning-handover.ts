/** The port that hands a user without a provisioning record to the provisioning worker. */
import type { RecordedUser } from '../domain/effect-record.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

export interface ProvisioningHandover extends Dependency {
  readonly name: 'table'
  /** Writes, unless the key is taken, a record without effects that is marked as unlisted and due at once. It is one
   * conditional write. The worker finds out which effects are due. */
  handOver(
    record: {
      readonly key: TableKey
      readonly user: Omit<RecordedUser, 'source'>
      readonly nowMs: number
    },
    call: Call,
  ): Promise<'written' | 'exists'>
}

/** What IAM must allow for `handOver`. */
export const handOverActions = ['dynamodb:PutItem'] as const
