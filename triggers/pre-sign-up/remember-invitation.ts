/** The effect of every rule that an invitation satisfies: it notes which invitation a sign-up used, so that post
 * confirmation can consume it. */
import { invitationInvalid, temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { invitationRecordKey, invitationRecordTtlS } from '../domain/invitation.ts'
import { type InvitationRecords, signUpRecordActions } from '../ports/invitation-records.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import { effectFact, type EffectInput, type PreSignUpEffect, type RuleEffect } from './rule.ts'

const name = 'remember-invitation'

const effects = new WeakMap<InvitationRecords, RuleEffect>()

/** It is the same for every rule with the same records, so that it is planned and performed once. It fails closed. A
 * sign-up whose invitation is not noted would use it up for no user. A sign-up that replaced the note of another one
 * under the same name and address would decide what that other person is granted. */
export function rememberInvitation(records: InvitationRecords): RuleEffect {
  const known = effects.get(records)
  if (known !== undefined) return known
  const effect: RuleEffect = {
    step: {
      name,
      dependency: records,
      actions: signUpRecordActions,
      budgetMs: 600,
      attempts: 2,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      async run({ event, effect: remembered }: EffectInput, call) {
        const key = keyOf(event)
        const contestedAtMs = remembered.facts['contestedAtMs']
        if (contestedAtMs !== undefined) {
          await records.contest({ key, nowMs: Number(contestedAtMs) }, call)
          return 'done'
        }
        const record = {
          key,
          invitation: effectFact(remembered, 'invitation'),
          nowS: Number(effectFact(remembered, 'nowS')),
          expiresAtS: Number(effectFact(remembered, 'expiresAtS')),
        }
        return (await records.remember(record, call)) === 'remembered' ? 'done' : 'refused'
      },
    },
    refusal: (outcome) => (outcome === 'done' ? undefined : invitationInvalid),
  }
  effects.set(records, effect)
  return effect
}

/** The effect for one sign-up. */
export function rememberedInvitation(event: PreSignUpEvent, hash: string, nowMs: number): PreSignUpEffect {
  const key = keyOf(event)
  const nowS = Math.floor(nowMs / 1_000)
  return {
    name,
    idempotencyKey: `${key.pk}#${key.sk}#${hash}`,
    facts: { invitation: hash, nowS: String(nowS), expiresAtS: String(nowS + invitationRecordTtlS) },
  }
}

/** A user name that the pool made, in a pool where people sign in with an address. No other account ever has it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const madeName = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The effect for a sign-up without an invitation. Another person may have noted an invitation under the same name and
 * address: post confirmation then checks whose account it is. Undefined when no other person can have the name. */
export function contestedInvitation(event: PreSignUpEvent, nowMs: number): PreSignUpEffect | undefined {
  if (madeName.test(event.userName)) return undefined
  const { pk, sk } = keyOf(event)
  return { name, idempotencyKey: `${pk}#${sk}#`, facts: { contestedAtMs: String(nowMs) } }
}

function keyOf({ userPoolId, userName, userAttributes }: PreSignUpEvent) {
  return invitationRecordKey({ userPoolId, userName, email: userAttributes.get('email') })
}
