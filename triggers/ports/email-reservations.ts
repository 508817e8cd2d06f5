/** The port that asks who holds an address. */
import type { Call, Dependency } from '../core/step.ts'
import type { EmailReservation } from '../domain/email-reservation.ts'

/** What is asked of the table. */
export interface ReservationRequest extends EmailReservation {
  readonly nowS: number
  /** The table's time-to-live attribute; a lapsed reservation is free even before the item is gone. */
  readonly expiresAtS: number
}

export interface EmailReservations extends Dependency {
  readonly name: 'table'
  /** Writes the reservation unless somebody else holds it. Its own holder is answered `reserved` again; a permanent
   * one stays permanent. */
  reserve(request: ReservationRequest, call: Call): Promise<'reserved' | 'taken'>
}
