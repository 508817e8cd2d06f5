/** The port that keeps which invitation a sign-up used. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

/** The record of the invitation that a sign-up used. Validation data does not reach post confirmation, and a client may omit
 * at confirmation what it sent at sign-up. Attributes: `invitation` (the hash), `expiresAtS`. When the user is confirmed
 * and the use is taken, `sub` names the user and `expiresAtS` is removed. It is the only item of that redemption. */
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
  /** Puts the record, unless the key holds a record of another invitation or a redeemed one. */
  remember(record: InvitationRecord, call: Call): Promise<'remembered' | 'taken'>
  /** Notes in a record that is not redeemed that a person signed up under the same name and address without its
   * invitation. `contestedAtMs` is the time of the first such sign-up. Changes nothing when the record is missing. */
  contest(record: { readonly key: TableKey; readonly nowMs: number }, call: Call): Promise<void>
}

/** What IAM must allow for `remember` and `contest`. */
export const signUpRecordActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem'] as const
