import { describe, expect, test } from 'vitest'
import { hashInvitationCode, invitationKey } from '../../../triggers/domain/invitation.ts'
import type { LinkingDirectory } from '../../../triggers/ports/user-directory.ts'
import { type PreSignUpSource, preSignUpSources } from '../../../triggers/events/sources.ts'
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
import { createPreSignUp, signUpEvent, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { type Before, createFakeTable, type FakeTable, fails, hangs } from './fake-table.ts'

/** What the dependency of a rule does. */
const failures: readonly (readonly [string, Before, number])[] = [
  ['fails', fails, 4_000],
  ['hangs', hangs, 4_000],
  ['is not asked, for there is no time left', async () => {}, 205],
]

const unavailable = 'temporarily_unavailable'
const external = 'PreSignUp_ExternalProvider'
const everybody: SignUp = {
  userName: 'Google_1',
  clientId: 'web',
  attributes: { email: 'jane@example.com', email_verified: 'true', name: 'Jane' },
  validationData: { invitation: 'the-code', token: 'token' },
}

type Verdicts = Readonly<Record<PreSignUpSource, string>>

interface Row {
  readonly name: string
  readonly rule: (before: Before) => PreSignUpRule
  /** When all that it asks answers. */
  readonly answered: Verdicts
  /** When it does not. */
  readonly failed: Verdicts
}

const verdicts = (signUp: string, provider: string, admin: string): Verdicts => ({
  PreSignUp_SignUp: signUp,
  PreSignUp_ExternalProvider: provider,
  PreSignUp_AdminCreateUser: admin,
})
/** A rule without a dependency has no dependency that could fail. */
const asksNobody = (name: string, rule: PreSignUpRule, answered: Verdicts): Row => ({
  name,
  rule: () => rule,
  answered,
  failed: answered,
})
const passes = verdicts('pass', 'pass', 'pass')

const rows: readonly Row[] = [
  asksNobody(
    'email-domains',
    emailDomains({ deny: ['example.com'] }),
    verdicts('email_domain_not_allowed', 'email_domain_not_allowed', 'pass'),
  ),
  {
    name: 'email-domains with a table that denies',
    rule: (before) => emailDomains({ table: { reader: createFakeTable(before), onFailure: 'deny' } }),
    answered: passes,
    failed: verdicts(unavailable, unavailable, 'pass'),
  },
  {
    name: 'email-domains with a table that is done without',
    rule: (before) =>
      emailDomains({
        allow: [],
        table: { reader: createFakeTable(before), onFailure: 'use the lists of the configuration alone' },
      }),
    answered: verdicts('email_domain_not_allowed', 'email_domain_not_allowed', 'pass'),
    failed: verdicts('email_domain_not_allowed', 'email_domain_not_allowed', 'pass'),
  },
  asksNobody(
    'disposable-email',
    disposableEmail({ also: ['example.com'] }),
    verdicts('email_disposable', 'email_disposable', 'pass'),
  ),
  asksNobody('sign-up-mode, open', signUpMode({ mode: 'open' }), passes),
  asksNobody(
    'sign-up-mode, closed',
    signUpMode({ mode: 'closed' }),
    verdicts('sign_up_closed', 'sign_up_closed', 'pass'),
  ),
  {
    name: 'sign-up-mode, invite-only',
    rule: (before) =>
      signUpMode({
        mode: 'invite-only',
        invitation: invitationFact({ table: withInvitation(before) }),
        records: createFakeTable(),
      }),
    answered: passes,
    failed: verdicts(unavailable, unavailable, 'pass'),
  },
  {
    name: 'sign-up-mode, invite-only, at the record',
    rule: (before) =>
      signUpMode({
        mode: 'invite-only',
        // No wait of its own: what is short of time here is the record.
        invitation: invitationFact({ table: withInvitation(async () => {}) }),
        records: createFakeTable(before),
      }),
    answered: passes,
    failed: verdicts(unavailable, unavailable, 'pass'),
  },
  asksNobody(
    'attributes',
    attributes({ check: { nickname: { required: true } } }),
    verdicts('attribute_required', 'pass', 'pass'),
  ),
  {
    name: 'one-account-per-address that denies',
    rule: (before) =>
      oneAccountPerAddress({
        reservations: createFakeTable(before),
        onFailure: 'deny',
        sources: preSignUpSources,
      }),
    answered: passes,
    failed: verdicts(unavailable, unavailable, unavailable),
  },
  {
    name: 'one-account-per-address that lets people in',
    rule: (before) =>
      oneAccountPerAddress({
        reservations: createFakeTable(before),
        onFailure: 'let people in without a reservation',
      }),
    answered: passes,
    failed: passes,
  },
  {
    name: 'human-check that denies',
    rule: (before) =>
      humanCheck({ verifier: createVerifier(before), onFailure: 'deny', sources: preSignUpSources }),
    answered: passes,
    failed: verdicts(unavailable, unavailable, unavailable),
  },
  {
    name: 'human-check that lets people in',
    rule: (before) => humanCheck({ verifier: createVerifier(before), onFailure: 'let people in unchecked' }),
    answered: passes,
    failed: passes,
  },
  asksNobody(
    'callers',
    callers({ apps: ['other'], providers: ['Okta'] }),
    verdicts('caller_not_allowed', 'caller_not_allowed', 'pass'),
  ),
  asksNobody(
    'confirm-and-verify',
    confirmAndVerify({ trust: { domains: ['example.com'], providers: ['Google'] }, email: 'where-proven' }),
    verdicts('pass: autoConfirmUser', 'pass: autoConfirmUser, autoVerifyEmail', 'pass'),
  ),
  {
    name: 'confirm-and-verify with invitations',
    rule: (before) =>
      confirmAndVerify({
        trust: {
          invitations: {
            invitation: invitationFact({ table: withInvitation(before) }),
            records: createFakeTable(before),
          },
        },
      }),
    answered: verdicts('pass: autoConfirmUser', 'pass', 'pass'),
    failed: verdicts(unavailable, unavailable, 'pass'),
  },
  {
    name: 'link-accounts that refuses',
    rule: (before) => linking(before, async () => {}, 'refuse'),
    answered: verdicts('pass', 'linked_try_again', 'pass'),
    failed: verdicts('pass', unavailable, 'pass'),
  },
  {
    name: 'link-accounts that leaves alone',
    rule: (before) => linking(before, async () => {}, 'leave-alone'),
    answered: verdicts('pass', 'linked_try_again', 'pass'),
    failed: passes,
  },
]

describe.each(rows)('$name', ({ rule, answered, failed }) => {
  test.each(preSignUpSources)('answers %s when all is well', async (source) => {
    const { ask } = createPreSignUp([rule(async () => {})])

    expect((await ask({ ...everybody, source })).verdict).toBe(answered[source])
  })

  describe.each(failures)('whose dependency %s', (_, before, remainingMs) => {
    test.each(preSignUpSources)(
      'answers %s by its policy, in time, without a word of a person',
      async (source) => {
        const { harness } = createPreSignUp([rule(before)])

        const answer = await harness.invoke(signUpEvent({ ...everybody, source }), { remainingMs })

        const code =
          answer.kind === 'threw' ? (/^\[(\w+)\]/.exec(answer.message)?.[1] ?? answer.message) : 'pass'
        expect(code).toBe(failed[source].replace(/:.*/, ''))
        expect(answer.tookMs).toBeLessThanOrEqual(3_800)
        expect(harness.logLines.join('\n')).not.toMatch(/jane|example\.com|the-code|Google_1/)
        expect(harness.reports[0]?.['outcome']).toBe(failed[source].startsWith('pass') ? 'allowed' : 'denied')
      },
    )
  })
})

test.each([
  ['fails', fails],
  ['hangs', hangs],
])('link-accounts denies when the link itself %s, whatever the look-up may do', async (_, before) => {
  const { ask } = createPreSignUp([linking(async () => {}, before, 'leave-alone')])

  expect((await ask({ ...everybody, source: external })).verdict).toBe(unavailable)
})

function withInvitation(before: Before): FakeTable {
  const table = createFakeTable(before)
  table.put(invitationKey(hashInvitationCode('eu-west-1_Example01', 'the-code')), { usesLeft: 1 })
  return table
}

function createVerifier(before: Before): HumanVerifier {
  return {
    name: 'human-check',
    tokenField: 'token',
    actions: [],
    verify: () => before().then(() => ({ isHuman: true })),
  }
}

function linking(find: Before, link: Before, onFailure: 'refuse' | 'leave-alone'): PreSignUpRule {
  const jane = { userName: 'n', status: 'CONFIRMED', isEnabled: true, isEmailVerified: true, identities: [] }
  const directory: LinkingDirectory = {
    name: 'user-pool',
    findUsersByEmail: (_, email) => find().then(() => [{ ...jane, email }]),
    linkIdentity: () => link().then(() => 'linked' as const),
  }
  return linkAccounts({
    directory,
    providersThatVerifyEmail: ['Google'],
    whenNobodyHasTheAddress: 'leave-alone',
    whenNotSafe: 'refuse',
    onFailure,
  })
}
