/** The port that changes which tenant of a user is active. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

export interface ActiveTenantWriter extends Dependency {
  readonly name: 'table'
  /** Sets the active tenant on the condition that the user is a member of it then. */
  setIfMember(
    change: { readonly key: TableKey; readonly tenant: string; readonly nowMs: number },
    call: Call,
  ): Promise<'changed' | 'not-a-member'>
}
