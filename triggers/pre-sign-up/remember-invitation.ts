/** The effect of every rule that an invitation opens: which one a sign-up used, for post confirmation to use it up. */
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { invitationRecordKey, type InvitationRecords } from '../core/invitation.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import { effectFact, type EffectInput, type PreSignUpEffect, type RuleEffect } from './rule.ts'

const name = 'remember-invitation'

/** How long the record of a sign-up is kept for its confirmation, in seconds: 90 days. */
const recordTtlS = 7_776_000

const effects = new WeakMap<InvitationRecords, RuleEffect>()

/** The same for every rule that is given the same records, so that it is planned and performed once.
 * Fails closed: a sign-up whose invitation is not remembered would use it up for nobody. */
export function rememberInvitation(records: InvitationRecords): RuleEffect {
  const known = effects.get(records)
  if (known !== undefined) return known
  const effect: RuleEffect = {
    step: {
      name,
      dependency: records,
      actions: ['dynamodb:PutItem'],
      budgetMs: 600,
      attempts: 2,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      async run({ event, effect: remembered }: EffectInput, call) {
        const record = {
          invitation: effectFact(remembered, 'invitation'),
          expiresAtS: Number(effectFact(remembered, 'expiresAtS')),
        }
        await records.remember(keyOf(event), record, call)
        return 'done'
      },
    },
    refusal: () => undefined,
  }
  effects.set(records, effect)
  return effect
}

/** The effect for one sign-up. */
export function rememberedInvitation(event: PreSignUpEvent, hash: string, nowMs: number): PreSignUpEffect {
  const key = keyOf(event)
  return {
    name,
    idempotencyKey: `${key.pk}#${key.sk}#${hash}`,
    facts: { invitation: hash, expiresAtS: String(Math.floor(nowMs / 1_000) + recordTtlS) },
  }
}

function keyOf({ userPoolId, userName, userAttributes }: PreSignUpEvent) {
  return invitationRecordKey({ userPoolId, userName, email: userAttributes.get('email') })
}
