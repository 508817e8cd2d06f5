import { describe, expect, test } from 'vitest'
import { PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import { type EmailReservation, emailReservation } from '../../../triggers/domain/email-reservation.ts'
import { keepReservation } from '../../../triggers/post-confirmation/effects/keep-reservation.ts'
import type { KeptReservations } from '../../../triggers/ports/kept-reservations.ts'
import { eventOf, perform } from '../../../triggers/testing/perform-effect.ts'

describe('the reservation of an address', () => {
  const reservationsOf = (kept: 'kept' | 'taken'): KeptReservations => ({
    name: 'table',
    keep: async ({ key }) => (kept === 'taken' ? kept : key),
  })

  test('becomes permanent, and the record knows its key', async () => {
    const closing = await perform(keepReservation({ reservations: reservationsOf('kept') }))

    expect(closing).toEqual({ state: 'done', result: expect.stringMatching(/^EMAIL#[0-9a-f]{64}$/) })
  })

  test('that somebody else has fails at once', async () => {
    await expect(perform(keepReservation({ reservations: reservationsOf('taken') }))).rejects.toEqual(
      new PermanentEffectError('address_taken'),
    )
  })

  test('that is verified in another letter case is kept', async () => {
    const effect = keepReservation({ reservations: reservationsOf('kept') })

    expect(await perform(effect, eventOf({ email_verified: 'True' }))).not.toBe('nothing to do')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['is not verified', { email_verified: 'false' }],
    ['came from a provider, unless that is declared', { 'cognito:user_status': 'EXTERNAL_PROVIDER' }],
  ])('that %s is not kept: it lapses', async (_, attributes) => {
    const effect = keepReservation({ reservations: reservationsOf('kept') })

    expect(await perform(effect, eventOf({ email_verified: 'true', ...attributes }))).toBe('nothing to do')
  })

  test('of a federated user is held by user name, as it was reserved', async () => {
    const kept: EmailReservation[] = []
    const reservations: KeptReservations = {
      name: 'table',
      async keep(reservation) {
        kept.push(reservation)
        return reservation.key
      },
    }
    const event = eventOf({ email_verified: 'true', 'cognito:user_status': 'EXTERNAL_PROVIDER' })

    await perform(keepReservation({ reservations, federated: 'keep' }), event)

    const email = event.userAttributes.get('email') ?? ''
    expect(kept).toEqual([emailReservation({ ...event, email }, 'user-name', {})])
  })

  test('is nothing to keep for a user without an address', async () => {
    const event = eventOf({}, { userAttributes: new Map() })

    expect(await perform(keepReservation({ reservations: reservationsOf('kept') }), event)).toBe(
      'nothing to do',
    )
  })
})
