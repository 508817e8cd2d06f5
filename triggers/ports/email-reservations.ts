/** The port that tells who holds an address. */
import type { Call, Dependency } from '../core/step.ts'
import type { EmailReservation } from '../domain/email-reservation.ts'

export interface ReservationRequest extends EmailReservation {
  readonly nowS: number
  /** The table's time-to-live attribute. A lapsed reservation is free even before the table removes the item. */
  readonly expiresAtS: number
}

export interface EmailReservations extends Dependency {
  readonly name: 'table'
  /** Writes the reservation unless another holder has it. The same holder is answered `reserved` again. A permanent
   * reservation stays permanent. */
  reserve(request: ReservationRequest, call: Call): Promise<'reserved' | 'taken'>
}

/** What IAM must allow for `reserve`. */
export const reserveActions = ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:BatchGetItem'] as const
