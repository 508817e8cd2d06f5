/** Who may sign up at all: everybody, nobody, or those with an invitation. */
import { invitationRequired, signUpClosed, temporarilyUnavailable } from '../../core/denial-catalogue.ts'
import { checkInvitation, invitationRecordKey, type InvitationRecords } from '../../core/invitation.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import type { CarriedInvitation, InvitationFact } from '../invitation-fact.ts'
import { effectFact, type EffectInput, type PreSignUpRule, type RuleEffect } from '../rule.ts'

export type SignUpModeOptions = (
  | { readonly mode: 'open' | 'closed' }
  | {
      readonly mode: 'invite-only'
      readonly invitation: InvitationFact
      /** Keeps which invitation a sign-up used, for post confirmation to consume it. */
      readonly records: InvitationRecords
    }
) & {
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`. A federated sign-up cannot carry a code, so that
   * `invite-only` refuses every one; leave the source out to let providers decide. */
  readonly sources?: readonly PreSignUpSource[]
}

/** How long the record of a sign-up is kept for its confirmation, in seconds: 90 days. */
const recordTtlS = 7_776_000

/** Checks an invitation and remembers it; it is consumed when the user is confirmed.
 * @throws TypeError when `mode` is none of the three. */
export function signUpMode(options: SignUpModeOptions): PreSignUpRule<CarriedInvitation | undefined> {
  const shared = {
    name: 'sign-up-mode',
    sources: options.sources ?? (['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'] as const),
  }
  switch (options.mode) {
    case 'open':
      return { ...shared, decide: () => ({ kind: 'pass' }) }
    case 'closed':
      return { ...shared, decide: () => ({ kind: 'deny', denial: signUpClosed }) }
    case 'invite-only':
      return {
        ...shared,
        fact: options.invitation,
        effect: rememberInvitation(options.records),
        decide({ event, fact, nowMs }) {
          if (fact === undefined) return { kind: 'deny', denial: invitationRequired }
          const denial = checkInvitation(fact.invitation, { email: event.userAttributes.get('email'), nowMs })
          if (denial !== undefined) return { kind: 'deny', denial }
          const { pk } = invitationRecordKey(event.userPoolId, event.userName)
          return {
            kind: 'pass',
            effect: {
              name: rememberStep,
              idempotencyKey: `${pk}#${fact.hash}`,
              facts: { invitation: fact.hash, expiresAtS: String(Math.floor(nowMs / 1_000) + recordTtlS) },
            },
          }
        },
      }
    default:
      throw new TypeError("signUpMode: mode must be 'open', 'closed' or 'invite-only'")
  }
}

const rememberStep = 'remember-invitation'

/** Fails closed: a sign-up whose invitation is not remembered would use it up for nobody. */
function rememberInvitation(records: InvitationRecords): RuleEffect {
  return {
    step: {
      name: rememberStep,
      dependency: records,
      actions: ['dynamodb:PutItem'],
      budgetMs: 600,
      attempts: 2,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      async run({ event, effect }: EffectInput, call) {
        const record = {
          invitation: effectFact(effect, 'invitation'),
          expiresAtS: Number(effectFact(effect, 'expiresAtS')),
        }
        await records.remember(invitationRecordKey(event.userPoolId, event.userName), record, call)
        return 'done'
      },
    },
    refusal: () => undefined,
  }
}
