/** Pre sign-up with every rule switched on, over ports that a test plays. */
import type { LinkingDirectory } from '../../../triggers/ports/user-directory.ts'
import type { HumanVerifier } from '../../../triggers/ports/human-verifier.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { attributes } from '../../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../../triggers/pre-sign-up/rules/callers.ts'
import { confirmAndVerify } from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'
import { disposableEmail } from '../../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { humanCheck } from '../../../triggers/pre-sign-up/rules/human-check.ts'
import { linkAccounts } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import type { FakeTable } from './fake-table.ts'

export interface Ports {
  readonly table: FakeTable
  readonly verifier: HumanVerifier
  readonly directory: LinkingDirectory
}

export function everyRule({ table, verifier, directory }: Ports): readonly PreSignUpRule[] {
  const invitation = invitationFact({ table })
  return [
    callers({ sources: ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] }),
    emailDomains({
      deny: ['blocked.example'],
      table: { reader: table, onFailure: 'use the lists of the configuration alone' },
    }),
    disposableEmail(),
    attributes({
      notAccepted: ['custom:role'],
      check: {
        name: { maxLength: 100 },
        'custom:plan': { oneOf: ['free', 'pro'] },
        'custom:staff_no': { pattern: /^[A-Za-z0-9-]+[A-Za-z0-9]*$/, maxLength: 256 },
      },
    }),
    signUpMode({ mode: 'invite-only', invitation, records: table, sources: ['PreSignUp_SignUp'] }),
    humanCheck({ verifier, onFailure: 'deny' }),
    confirmAndVerify({
      trust: {
        domains: ['trusted.example'],
        providers: ['Google'],
        invitations: { invitation, records: table },
      },
      email: 'where-proven',
      phone: 'where-proven',
    }),
    linkAccounts({
      directory,
      providersThatVerifyEmail: ['Google'],
      whenNobodyHasTheAddress: 'leave-alone',
      whenNotSafe: 'refuse',
      onFailure: 'refuse',
    }),
    oneAccountPerAddress({ reservations: table, onFailure: 'deny', same: { plusTags: 'every-domain' } }),
  ]
}
