/** The port through which a user without a provisioning record is handed to the provisioning worker. */
import type { EffectFacts, RecordedUser } from '../core/effect.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../core/suite-table.ts'

export interface ProvisioningHandover extends Dependency {
  readonly name: 'suite-table'
  /** Writes the record with every effect free and due at once, unless there is one: one conditional write. */
  handOver(
    record: {
      readonly key: TableKey
      readonly user: Omit<RecordedUser, 'source'>
      readonly effects: readonly { readonly name: string; readonly facts: EffectFacts }[]
      readonly nowMs: number
    },
    call: Call,
  ): Promise<'written' | 'exists'>
}
