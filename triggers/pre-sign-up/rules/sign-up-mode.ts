/** Who may sign up at all: all people, no people, or those with an invitation. */
import { invitationRequired, signUpClosed } from '../../core/denial-catalogue.ts'
import { checkInvitation } from '../../domain/invitation.ts'
import type { InvitationRecords } from '../../ports/invitation-records.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { invitationRecords } from '../../core/options/ports.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import { factStep } from '../../core/options/step.ts'
import { never, oneOf } from '../../core/options/values.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import type { InvitationFact } from '../invitation-fact.ts'
import { rememberedInvitation, rememberInvitation } from '../remember-invitation.ts'
import { defineRule, type PreSignUpRule } from '../rule.ts'

export type SignUpModeOptions = (
  | { readonly mode: 'open' | 'closed' }
  | {
      readonly mode: 'invite-only'
      readonly invitation: InvitationFact
      /** Notes which invitation a sign-up used, so that post confirmation can consume it. */
      readonly records: InvitationRecords
    }
) & {
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`. A federated sign-up cannot carry a code, so that
   * `invite-only` refuses all of them. Leave the source out to let providers decide. */
  readonly sources?: readonly PreSignUpSource[]
}

/** Checks an invitation and notes it. Post confirmation consumes it when the user is confirmed.
 * @throws TypeError when `mode` is unknown. */
export function signUpMode(options: SignUpModeOptions): PreSignUpRule {
  check: checkOptions<SignUpModeOptions>('signUpMode', options, ({ mode }) => {
    const needless = optional(never("goes with mode: 'invite-only' alone"))
    return {
      mode: oneOf(['open', 'closed', 'invite-only']),
      invitation: mode === 'invite-only' ? factStep : needless,
      records: mode === 'invite-only' ? invitationRecords : needless,
      sources: optional(preSignUpSourceList),
    }
  })
  const shared = {
    name: 'sign-up-mode',
    sources: options.sources ?? (['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'] as const),
  }
  switch (options.mode) {
    case 'open':
      return { ...shared, decide: () => ({ kind: 'pass' }) }
    case 'invite-only':
      return defineRule({
        ...shared,
        fact: options.invitation,
        effect: rememberInvitation(options.records),
        decide({ event, fact, nowMs }) {
          if (fact === undefined) return { kind: 'deny', denial: invitationRequired }
          const denial = checkInvitation(fact.invitation, { email: event.userAttributes.get('email'), nowMs })
          if (denial !== undefined) return { kind: 'deny', denial }
          return { kind: 'pass', effect: rememberedInvitation(event, fact.hash, nowMs) }
        },
      })
    case 'closed':
    default:
      return { ...shared, decide: () => ({ kind: 'deny', denial: signUpClosed }) }
  }
}
