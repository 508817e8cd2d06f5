/** The port that keeps which invitation a sign-up used. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

/** The record of which invitation a sign-up used: validation data does not reach post confirmation, and a client may
 * leave out at confirmation what it sent at sign-up. Attributes: `invitation` (the hash), `expiresAtS`. When the user is
 * confirmed and the use taken, `sub` says whose it is and `expiresAtS` goes: it is the one item of that redemption. */
export interface InvitationRecord {
  readonly key: TableKey
  /** The hash of the code. */
  readonly invitation: string
  readonly nowS: number
  /** The table's time-to-live attribute. */
  readonly expiresAtS: number
}

export interface InvitationRecords extends Dependency {
  readonly name: 'table'
  /** Puts the record, unless one of another invitation stands there or one that was redeemed. */
  remember(record: InvitationRecord, call: Call): Promise<'remembered' | 'taken'>
  /** Notes in a record that nobody redeemed that somebody signed up under the same name and address without its invitation:
   * `contestedAtMs`, of the first who did. Changes nothing where there is no such record. */
  contest(record: { readonly key: TableKey; readonly nowMs: number }, call: Call): Promise<void>
}
