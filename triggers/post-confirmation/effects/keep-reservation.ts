/** Makes the reservation of a confirmed user's address permanent, so that no second account gets it. */
import { checkOptions, optional } from '../../core/options/check.ts'
import { reservationHolder, sameMailbox } from '../../domain/reservation-options.ts'
import { oneOf } from '../../core/options/values.ts'
import { PermanentEffectError } from '../../domain/effect-record.ts'
import type { SameMailbox } from '../../domain/email-canonical.ts'
import {
  type ReservationHolder,
  emailReservation,
  readFormerKeys,
  writeFormerKeys,
} from '../../domain/email-reservation.ts'
import { isTrue } from '../../domain/is-true.ts'
import { type KeptReservations, keepActions } from '../../ports/kept-reservations.ts'
import { readEffectOptions, type EffectDefinition, type EffectOptions } from '../effect-definition.ts'
import { effectBudget, keptReservations, when } from '../options.ts'

export interface KeepReservationOptions extends Pick<EffectOptions, 'budgetMs'> {
  readonly reservations: KeptReservations
  /** As in `oneAccountPerAddress`. Default `address`. */
  readonly holder?: ReservationHolder
  /** As in `oneAccountPerAddress`. */
  readonly same?: SameMailbox
  /** `keep` when the rule also speaks for `PreSignUp_ExternalProvider`: federated users hold it by user name. Default
   * `ignore`: no rule reserved their addresses. */
  readonly federated?: 'ignore' | 'keep'
  /** Default `deferred`. */
  readonly when?: EffectDefinition['when']
}

/** Only for a proven address: a person who enters another person's address in a form, or has a provider that does not
 * check, must not keep its owner away for good. When another holder has the address by now, the effect fails for an
 * operator to see: both accounts exist. */
export function keepReservation(options: KeepReservationOptions): EffectDefinition {
  check: checkOptions<KeepReservationOptions>('keepReservation', options, {
    reservations: keptReservations,
    holder: optional(reservationHolder),
    same: optional(sameMailbox),
    federated: optional(oneOf(['ignore', 'keep'])),
    when: optional(when),
    budgetMs: optional(effectBudget),
  })
  const { reservations, holder = 'address', same = {}, federated = 'ignore' } = options
  return {
    ...readEffectOptions(options, { when: 'deferred' }),
    name: 'keep-reservation',
    dependency: reservations,
    actions: keepActions,
    delivery: 'idempotent',
    remember(event) {
      const email = event.userAttributes.get('email')
      const isProven = isTrue(event.userAttributes.get('email_verified'))
      const isFederated = event.userAttributes.get('cognito:user_status') === 'EXTERNAL_PROVIDER'
      if (email === undefined || !isProven || (isFederated && federated === 'ignore')) return undefined
      const reservation = emailReservation({ ...event, email }, isFederated ? 'user-name' : holder, same)
      return reservation === undefined
        ? undefined
        : {
            ...reservation.key,
            holder: reservation.holder,
            formerHolder: reservation.formerHolder,
            formerKeys: writeFormerKeys(reservation.formerKeys),
          }
    },
    async act({ sub, facts }, _, __, call) {
      const { pk = '', sk = '', holder: heldBy = '', formerHolder = heldBy, formerKeys = '' } = facts
      const reservation = {
        key: { pk, sk },
        holder: heldBy,
        formerHolder,
        formerKeys: readFormerKeys(formerKeys),
      }
      const kept = await reservations.keep(reservation, sub, call)
      if (kept === 'taken') throw new PermanentEffectError('address_taken')
      return { state: 'done', result: kept.pk }
    },
  }
}
