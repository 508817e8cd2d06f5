import { afterAll, expect, test, vi } from 'vitest'
import type { Denial } from '../../../triggers/core/denials.ts'
import { hashInvitationCode, invitationKey } from '../../../triggers/domain/invitation.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { attributes } from '../../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../../triggers/pre-sign-up/rules/callers.ts'
import { disposableEmail } from '../../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { humanCheck } from '../../../triggers/pre-sign-up/rules/human-check.ts'
import { linkAccounts } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { createPreSignUp, signUpEvent, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable, fails } from './fake-table.ts'

// The rules read their texts when they are loaded, and files share what they load.
vi.hoisted(() => vi.resetModules())
afterAll(() => void vi.resetModules())

/** Every text of the catalogue as a pseudo-locale has it: marked, with accents, and as long as the longest. */
vi.mock(import('../../../triggers/core/denial-catalogue.ts'), async (importOriginal) => {
  const pseudo = (text: string): string => `⟦${text.replaceAll(/[aeiou]/g, '$&\u0301').slice(0, 110)} ～～～⟧`
  const localize = ({ texts, ...denial }: Denial) => ({
    ...denial,
    texts: Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, pseudo(text)])),
  })
  const denials = Object.entries<Denial>(await importOriginal())
  return Object.fromEntries(denials.map(([name, denial]) => [name, localize(denial)]))
})

const table = createFakeTable()
const code = (name: string, item: Parameters<typeof table.put>[1]): SignUp => {
  table.put(invitationKey(hashInvitationCode('eu-west-1_Example01', name)), item)
  return { validationData: { invitation: name } }
}
const inviteOnly = signUpMode({ mode: 'invite-only', invitation: invitationFact({ table }), records: table })
const form = attributes({
  notAccepted: ['custom:role'],
  check: { name: { required: true, maxLength: 10 } },
  minimumAge: 16,
  terms: { versions: ['1'] },
})
const filled = { name: 'Jane', birthdate: '1990-01-01' }
const external = { source: 'PreSignUp_ExternalProvider', userName: 'Google_1' } as const
const jane = {
  userName: 'jane',
  status: 'CONFIRMED',
  isEnabled: true,
  email: 'jane@example.com',
  isEmailVerified: true,
  identities: [],
}
const linking = (answer: 'linked' | 'refused') =>
  linkAccounts({
    directory: {
      name: 'user-pool',
      findUsersByEmail: async () => [jane],
      linkIdentity: async () => answer,
    },
    providersThatVerifyEmail: ['Google'],
    whenNobodyHasTheAddress: 'leave-alone',
    whenNotSafe: 'refuse',
    onFailure: 'refuse',
  })
const checking = (isHuman: boolean) =>
  humanCheck({
    verifier: { name: 'human-check', tokenField: 'token', actions: [], verify: async () => ({ isHuman }) },
    onFailure: 'deny',
  })

const denials: readonly (readonly [string, PreSignUpRule, SignUp])[] = [
  ['email_required', emailDomains({ deny: ['a.example'] }), { attributes: {} }],
  ['email_invalid', emailDomains({ deny: ['a.example'] }), { attributes: { email: 'x' } }],
  [
    'email_domain_not_allowed',
    emailDomains({ deny: ['a.example'] }),
    { attributes: { email: 'x@a.example' } },
  ],
  ['email_disposable', disposableEmail(), { attributes: { email: 'x@mailinator.com' } }],
  ['sign_up_closed', signUpMode({ mode: 'closed' }), {}],
  ['invitation_required', inviteOnly, { validationData: null }],
  ['invitation_invalid', inviteOnly, code('used-up', { usesLeft: 0 })],
  ['invitation_expired', inviteOnly, code('old', { usesLeft: 1, expiresAtS: 1 })],
  ['invitation_for_other_address', inviteOnly, code('bound', { usesLeft: 1, email: 'joe@example.com' })],
  ['attribute_not_accepted', form, { attributes: { 'custom:role': 'x' } }],
  ['attribute_required', form, { attributes: {} }],
  ['attribute_invalid', form, { attributes: { name: 'x'.repeat(11) } }],
  ['birthdate_required', form, { attributes: { name: 'Jane' } }],
  ['birthdate_invalid', form, { attributes: { name: 'Jane', birthdate: '1990' } }],
  ['too_young', form, { attributes: { name: 'Jane', birthdate: '2020-01-01' } }],
  ['terms_not_accepted', form, { attributes: filled }],
  ['caller_not_allowed', callers({ sources: ['PreSignUp_AdminCreateUser'] }), {}],
  ['provider_not_allowed', callers({ providers: ['Okta'] }), external],
  ['human_check_required', checking(true), {}],
  ['human_check_failed', checking(false), { validationData: { token: 'x' } }],
  [
    'linked_try_again',
    linking('linked'),
    { ...external, attributes: { email: 'jane@example.com', email_verified: 'true' } },
  ],
  [
    'link_not_possible',
    linking('refused'),
    { ...external, attributes: { email: 'jane@example.com', email_verified: 'true' } },
  ],
  [
    'temporarily_unavailable',
    oneAccountPerAddress({ reservations: createFakeTable(fails), onFailure: 'deny' }),
    {},
  ],
]

test.each(denials)('%s says nothing that the catalogue does not say', async (expected, rule, question) => {
  const { harness } = createPreSignUp([rule])

  const answer = await harness.invoke(signUpEvent(question))

  expect(answer.kind).toBe('threw')
  expect(answer.kind === 'threw' && answer.message).toMatch(new RegExp(`^\\[${expected}\\] ⟦[^⟦⟧]+ ～～～⟧$`))
})

test('email_unavailable says nothing that the catalogue does not say', async () => {
  const { harness } = createPreSignUp([
    oneAccountPerAddress({ reservations: createFakeTable(), onFailure: 'deny' }),
  ])
  await harness.invoke(signUpEvent({ attributes: { email: 'jane@example.com' } }))

  const answer = await harness.invoke(signUpEvent({ attributes: { email: '"jane"@example.com' } }))

  expect(answer.kind === 'threw' && answer.message).toMatch(/^\[email_unavailable\] ⟦[^⟦⟧]+ ～～～⟧$/)
})

test('an event that cannot be read says nothing that the catalogue does not say', async () => {
  const { harness } = createPreSignUp([disposableEmail()])

  const answer = await harness.invoke(null)

  expect(answer.kind === 'threw' && answer.message).toMatch(/^\[temporarily_unavailable\] ⟦[^⟦⟧]+ ～～～⟧$/)
})
