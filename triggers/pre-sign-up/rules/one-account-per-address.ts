/** One account per address: sign-ups whose addresses reach one mailbox compete for one reservation. */
import { emailInvalid, emailUnavailable, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import type { SameMailbox } from '../../domain/email-canonical.ts'
import {
  emailReservation,
  readFormerKeys,
  type ReservationHolder,
  writeFormerKeys,
} from '../../domain/email-reservation.ts'
import { type EmailReservations, reserveActions } from '../../ports/email-reservations.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { emailReservations } from '../../core/options/ports.ts'
import { reservationHolder, sameMailbox } from '../../domain/reservation-options.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import { stepBudget } from '../../core/options/step.ts'
import { oneOf, whole } from '../../core/options/values.ts'
import type { PreSignUpEvent } from '../../events/pre-sign-up.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { missingEmail } from '../missing-email.ts'
import { effectFact, type EffectInput, type PreSignUpRule, type RuleEffect } from '../rule.ts'

const letIn = 'let people in without a reservation'

export interface OneAccountPerAddressOptions {
  readonly reservations: EmailReservations
  /** When the table does not answer. */
  readonly onFailure: 'deny' | typeof letIn
  /** What counts as the same address. Default: letter case, tags and dots of known providers. */
  readonly same?: SameMailbox
  /** `address` when the pool itself allows one account per address in any letter case (e-mail is the user name or an
   * alias), else `user-name`. A federated user always holds it by user name. Default `address`. */
  readonly holder?: ReservationHolder
  /** How long an unconfirmed sign-up holds the address, in minutes; 5 to 10,080, default 1,440: as long as Cognito's code. */
  readonly lapseMinutes?: number
  /** 1 to 4,000, default 800. */
  readonly budgetMs?: number
  /** Default `['PreSignUp_SignUp']`. */
  readonly sources?: readonly PreSignUpSource[]
}

const reserveStep = 'reserve-address'

/** The reservation is written after every other rule has let the person in.
 * @throws TypeError when `lapseMinutes` is out of range. */
export function oneAccountPerAddress(options: OneAccountPerAddressOptions): PreSignUpRule {
  check: checkOptions<OneAccountPerAddressOptions>('oneAccountPerAddress', options, {
    reservations: emailReservations,
    onFailure: oneOf(['deny', letIn]),
    same: optional(sameMailbox),
    holder: optional(reservationHolder),
    lapseMinutes: optional(whole(5, 10_080)),
    budgetMs: optional(stepBudget),
    sources: optional(preSignUpSourceList),
  })
  const { lapseMinutes = 1_440, holder, same } = options
  return {
    name: 'one-account-per-address',
    sources: options.sources ?? ['PreSignUp_SignUp'],
    effect: reserveAddress(options),
    decide({ event, nowMs }) {
      const email = event.userAttributes.get('email')
      if (email === undefined || email === '') return { kind: 'deny', denial: missingEmail(event) }
      const reservation = emailReservation({ ...event, email }, holderOf(event, holder), same)
      if (reservation === undefined) return { kind: 'deny', denial: emailInvalid }
      const nowS = Math.floor(nowMs / 1_000)
      return {
        kind: 'pass',
        effect: {
          name: reserveStep,
          idempotencyKey: `${reservation.key.pk}#${reservation.holder}`,
          facts: {
            pk: reservation.key.pk,
            sk: reservation.key.sk,
            holder: reservation.holder,
            formerHolder: reservation.formerHolder,
            formerKeys: writeFormerKeys(reservation.formerKeys),
            nowS: String(nowS),
            expiresAtS: String(nowS + lapseMinutes * 60),
          },
        },
      }
    },
  }
}

/** Cognito lets a federated user and a native one have the same address. */
function holderOf(
  event: PreSignUpEvent,
  holder: ReservationHolder | undefined,
): ReservationHolder | undefined {
  return event.source === 'PreSignUp_ExternalProvider' ? 'user-name' : holder
}

function reserveAddress({
  reservations,
  onFailure,
  budgetMs = 800,
}: OneAccountPerAddressOptions): RuleEffect {
  return {
    step: {
      name: reserveStep,
      dependency: reservations,
      actions: reserveActions,
      budgetMs,
      attempts: 2,
      onFailure:
        onFailure === letIn
          ? { kind: 'use', value: 'done' }
          : { kind: 'deny', denial: temporarilyUnavailable },
      async run({ effect }: EffectInput, call) {
        const answer = await reservations.reserve(
          {
            key: { pk: effectFact(effect, 'pk'), sk: effectFact(effect, 'sk') },
            holder: effectFact(effect, 'holder'),
            formerHolder: effectFact(effect, 'formerHolder'),
            formerKeys: readFormerKeys(effectFact(effect, 'formerKeys')),
            nowS: Number(effectFact(effect, 'nowS')),
            expiresAtS: Number(effectFact(effect, 'expiresAtS')),
          },
          call,
        )
        return answer === 'reserved' ? 'done' : 'refused'
      },
    },
    refusal: (outcome) => (outcome === 'refused' ? emailUnavailable : undefined),
  }
}
