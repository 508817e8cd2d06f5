/** The port through which a user without a provisioning record is handed to the provisioning worker. */
import type { RecordedUser } from '../domain/effect-record.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

export interface ProvisioningHandover extends Dependency {
  readonly name: 'table'
  /** Writes a record without effects and with the mark that says so, due at once, unless there is something under the
   * key: one conditional write. The worker finds out which effects are due. */
  handOver(
    record: {
      readonly key: TableKey
      readonly user: Omit<RecordedUser, 'source'>
      readonly nowMs: number
    },
    call: Call,
  ): Promise<'written' | 'exists'>
}
