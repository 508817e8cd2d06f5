/** The port that makes the reservation of an address permanent. */
import type { Call, Dependency } from '../core/step.ts'
import type { EmailReservation } from '../domain/email-reservation.ts'
import type { TableKey } from '../domain/table-item.ts'

export interface KeptReservations extends Dependency {
  readonly name: 'table'
  /** Removes the expiry of the reservation and notes the user, unless another holder has it or keeps it under a former
   * key. Answers with the key where it is kept. */
  keep(reservation: EmailReservation, sub: string, call: Call): Promise<TableKey | 'taken'>
}

/** What IAM must allow for `keep`. */
export const keepActions = ['dynamodb:UpdateItem', 'dynamodb:BatchGetItem'] as const
