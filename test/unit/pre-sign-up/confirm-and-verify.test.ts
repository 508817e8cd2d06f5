import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import { hashInvitationCode, invitationKey } from '../../../triggers/domain/invitation.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import {
  confirmAndVerify,
  type ConfirmAndVerifyOptions,
} from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'
import type { PreSignUpResponse } from '../../../triggers/events/pre-sign-up.ts'
import { type PreSignUpSource, preSignUpSources } from '../../../triggers/events/sources.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { ask } from './ask.ts'
import { createPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable, type FakeTable, fails } from './fake-table.ts'

type Options = Omit<ConfirmAndVerifyOptions, 'trust'>
const address = { email: 'jane@example.com' }
const phone = { phone_number: '+4915112345678' }
const withoutEmail = { verifyFlagsDropped: ['autoVerifyEmail'] }
const withoutPhone = { verifyFlagsDropped: ['autoVerifyPhone'] }
const withoutBoth = { verifyFlagsDropped: ['autoVerifyEmail', 'autoVerifyPhone'] }

describe('a trusted domain', () => {
  const trust = { domains: ['example.com'] }
  const anyAddress = 'anyone may claim any address of the trusted domains'
  const anyPhone = 'anyone who is trusted may claim any phone number'

  test.each<[Options, SignUp['attributes'], string]>([
    [{}, address, 'pass: autoConfirmUser'],
    [{ confirm: false }, address, 'pass'],
    [{}, { email: 'jane@EXAMPLE.com.' }, 'pass: autoConfirmUser'],
    [{}, { email: 'jane@sub.example.com' }, 'pass'],
    [{}, { email: 'jane@evil-example.com' }, 'pass'],
    [{}, { email: 'jane@example.com@evil.example' }, 'pass'],
    [{}, {}, 'pass'],
    [{ email: 'where-proven' }, address, 'pass: autoConfirmUser'],
    [{ email: 'where-proven' }, { ...address, email_verified: 'true' }, 'pass: autoConfirmUser'],
    [{ email: anyAddress }, address, 'pass: autoConfirmUser, autoVerifyEmail'],
    [
      { phone: 'where-proven' },
      { ...address, ...phone, phone_number_verified: 'true' },
      'pass: autoConfirmUser',
    ],
    [{ phone: anyPhone }, { ...address, ...phone }, 'pass: autoConfirmUser, autoVerifyPhone'],
    [{ phone: anyPhone }, address, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: '0151 12345678' }, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: '+0151' }, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: '+1' }, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: '+12' }, 'pass: autoConfirmUser, autoVerifyPhone'],
    [{ phone: anyPhone }, { ...address, phone_number: '+1234567890123456' }, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: 'x+1234567' }, 'pass: autoConfirmUser'],
    [{ phone: anyPhone }, { ...address, phone_number: '+1234567x' }, 'pass: autoConfirmUser'],
    [{ email: anyAddress, phone: anyPhone }, { email: 'joe@other.example', ...phone }, 'pass'],
  ])('with %j answers %j with %s', async (options, attributes, expected) => {
    expect(await ask([confirmAndVerify({ trust, ...options })], { attributes: attributes ?? {} })).toBe(
      expected,
    )
  })

  test.each(['PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] as const)(
    'is no reason for %s',
    async (source) => {
      const rule = confirmAndVerify({ trust, email: anyAddress })

      expect(await ask([rule], { source, attributes: address })).toBe('pass')
    },
  )
})

describe('a trusted provider', () => {
  const trust = { providers: ['Google'] }
  const source = 'PreSignUp_ExternalProvider'
  const verified = { ...address, email_verified: 'true', ...phone, phone_number_verified: 'true' }

  test.each<[Options, SignUp, string]>([
    [{ email: 'where-proven' }, { attributes: verified }, 'pass: autoConfirmUser, autoVerifyEmail'],
    [
      { email: 'where-proven' },
      { attributes: { ...verified, email_verified: true } },
      'pass: autoConfirmUser, autoVerifyEmail',
    ],
    [{ email: 'where-proven' }, { attributes: { ...verified, email_verified: 'false' } }, 'pass'],
    [
      { email: 'where-proven' },
      { attributes: { ...verified, email_verified: 'TRUE' } },
      'pass: autoConfirmUser, autoVerifyEmail',
    ],
    [{ email: 'where-proven' }, { attributes: address }, 'pass'],
    [{ email: 'where-proven' }, { attributes: { email_verified: 'true' } }, 'pass'],
    [{ email: 'where-proven' }, { attributes: { email: 'nonsense', email_verified: 'true' } }, 'pass'],
    [{ email: 'anyone may claim any address of the trusted domains' }, { attributes: address }, 'pass'],
    [{ phone: 'where-proven' }, { attributes: verified }, 'pass: autoConfirmUser, autoVerifyPhone'],
    [{ phone: 'where-proven' }, { attributes: { ...verified, phone_number_verified: 'no' } }, 'pass'],
    [{ email: 'where-proven' }, { attributes: verified, userName: 'Okta_1' }, 'pass'],
    [
      { email: 'where-proven', otherProviders: ['Google_X'] },
      { attributes: verified, userName: 'Google_X_1' },
      'pass',
    ],
    [{}, { attributes: verified }, 'pass'],
  ])('with %j answers %j with %s', async (options, question, expected) => {
    const rule = confirmAndVerify({ trust, ...options })

    expect(await ask([rule], { source, userName: 'Google_1029', ...question })).toBe(expected)
  })

  test('may be one of several', async () => {
    const rule = confirmAndVerify({ trust: { providers: ['Google', 'Okta'] }, email: 'where-proven' })

    for (const userName of ['Google_1', 'Okta_1']) {
      expect(await ask([rule], { source, userName, attributes: verified })).toBe(
        'pass: autoConfirmUser, autoVerifyEmail',
      )
    }
  })

  test('is no reason for a native user whose name looks like one', async () => {
    const rule = confirmAndVerify({ trust, email: 'where-proven' })

    expect(await ask([rule], { userName: 'Google_1029', attributes: verified })).toBe('pass')
  })
})

const invitationsIn = (table: FakeTable) => ({ invitation: invitationFact({ table }), records: table })

describe('an invitation', () => {
  test('that lets somebody in is remembered, for post confirmation to use it up; another is not', async () => {
    const table = createFakeTable()
    const hash = hashInvitationCode('eu-west-1_Example01', 'the-code')
    table.put(invitationKey(hash), { usesLeft: 1, email: 'jane@example.com' })
    const rule = confirmAndVerify({ trust: { invitations: invitationsIn(table) } })
    const question = { userName: 'jane', validationData: { invitation: 'the-code' } }

    await ask([rule], { ...question, attributes: { email: 'joe@example.com' } })
    const before = table.items.size
    await ask([rule], { ...question, attributes: address })

    expect(before).toBe(1)
    expect([...table.items].at(-1)).toEqual([
      'SIGNUP#eu-west-1_Example01#jane',
      expect.objectContaining({ invitation: hash }),
    ])
  })

  test('that two rules look at is read once and remembered once', async () => {
    const table = createFakeTable()
    const { invitation, records } = invitationsIn(table)
    const hash = hashInvitationCode('eu-west-1_Example01', 'the-code')
    table.put(invitationKey(hash), { usesLeft: 1 })
    const rules = [
      signUpMode({ mode: 'invite-only', invitation, records }),
      confirmAndVerify({ trust: { invitations: { invitation, records } } }),
    ]

    const asked = await createPreSignUp(rules).ask({
      attributes: address,
      validationData: { invitation: 'the-code' },
    })

    expect(asked.verdict).toBe('pass: autoConfirmUser')
    expect(asked.report['steps']).toMatchObject([
      { name: 'invitation' },
      { name: 'remember-invitation', outcome: 'ok' },
    ])
  })

  async function verdict(
    item: Readonly<Record<string, Json>> | undefined,
    options: Options,
    question: SignUp = {},
  ) {
    const table = createFakeTable()
    if (item !== undefined)
      table.put(invitationKey(hashInvitationCode('eu-west-1_Example01', 'the-code')), item)
    const rule = confirmAndVerify({ trust: { invitations: invitationsIn(table) }, ...options })
    return ask([rule], { attributes: address, validationData: { invitation: 'the-code' }, ...question })
  }

  test.each<[string, Readonly<Record<string, Json>> | undefined, Options, string]>([
    ['for anybody', { usesLeft: 1 }, { email: 'where-proven' }, 'pass: autoConfirmUser'],
    [
      'made out to the address',
      { usesLeft: 1, email: 'jane@example.com' },
      { email: 'where-proven' },
      'pass: autoConfirmUser, autoVerifyEmail',
    ],
    ['made out to the address', { usesLeft: 1, email: 'jane@example.com' }, {}, 'pass: autoConfirmUser'],
    [
      'for the domain',
      { usesLeft: 1, domain: 'example.com' },
      { email: 'where-proven' },
      'pass: autoConfirmUser',
    ],
    ['for another address', { usesLeft: 1, email: 'joe@example.com' }, { email: 'where-proven' }, 'pass'],
    ['used up', { usesLeft: 0, email: 'jane@example.com' }, { email: 'where-proven' }, 'pass'],
    ['expired', { usesLeft: 1, expiresAtS: 1 }, {}, 'pass'],
    ['unknown', undefined, {}, 'pass'],
  ])('%s, %j, with %j gives %s', async (_, item, options, expected) => {
    expect(await verdict(item, options)).toBe(expected)
  })

  test('proves no address of a trusted domain, and no phone number', async () => {
    const options = {
      email: 'anyone may claim any address of the trusted domains',
      phone: 'where-proven',
    } as const
    const attributes = { ...address, ...phone, phone_number_verified: 'true' }

    expect(await verdict({ usesLeft: 1 }, options, { attributes })).toBe('pass: autoConfirmUser')
  })

  test('is asked for only when a request carries one', async () => {
    expect(await verdict({ usesLeft: 1 }, {}, { validationData: null })).toBe('pass')
  })

  test.each<[string, Readonly<Record<string, Json>>, string, string]>([
    ['a trusted domain', { usesLeft: 1 }, 'jane@example.com', 'pass: autoConfirmUser, autoVerifyEmail'],
    [
      'a trusted domain, for that domain',
      { usesLeft: 1, domain: 'example.com' },
      'jane@example.com',
      'pass: autoConfirmUser, autoVerifyEmail',
    ],
    ['another domain', { usesLeft: 1 }, 'jane@other.example', 'pass: autoConfirmUser'],
    [
      'another domain, made out to the address',
      { usesLeft: 1, email: 'jane@other.example' },
      'jane@other.example',
      'pass: autoConfirmUser, autoVerifyEmail',
    ],
  ])(
    'beside an address of %s, %j for %s, verifies as much as either would: %s',
    async (_, item, email, expected) => {
      const table = createFakeTable()
      table.put(invitationKey(hashInvitationCode('eu-west-1_Example01', 'the-code')), item)
      const rule = confirmAndVerify({
        trust: { domains: ['example.com'], invitations: invitationsIn(table) },
        email: 'anyone may claim any address of the trusted domains',
      })
      const question = { attributes: { email }, validationData: { invitation: 'the-code' } }

      expect(await ask([rule], question)).toBe(expected)
      expect(table.items.size).toBe(2)
    },
  )

  test('that is void leaves a trusted domain what it is', async () => {
    const table = createFakeTable()
    const trust = { domains: ['example.com'], invitations: invitationsIn(table) }

    expect(
      await ask([confirmAndVerify({ trust })], { attributes: address, validationData: { invitation: 'x' } }),
    ).toBe('pass: autoConfirmUser')
  })
})

test.each<[ConfirmAndVerifyOptions['trust'], string]>([
  [{}, 'confirmAndVerify: trust is empty: name domains, providers or invitations'],
  [{ domains: [], providers: [] }, 'confirmAndVerify: trust.domains is empty'],
  [
    { domains: ['*'] },
    "confirmAndVerify: trust.domains[0] must be a lower-case ASCII host name such as example.com, not '*'",
  ],
  [{ providers: ['A', 'a'] }, "confirmAndVerify: the provider 'a' is named twice"],
])('trust in %j is refused', (trust, message) => {
  expect(() => confirmAndVerify({ trust })).toThrow(TypeError)
  expect(() => confirmAndVerify({ trust })).toThrow(message)
})

test.each<Options>([
  { email: 'where-proven' },
  { email: 'anyone may claim any address of the trusted domains' },
  { phone: 'where-proven' },
])('verifying without confirming is refused: %j', (options) => {
  expect(() => confirmAndVerify({ trust: { domains: ['example.com'] }, confirm: false, ...options })).toThrow(
    'confirmAndVerify: confirm is false, and Cognito verifies only users whom it confirms',
  )
})

describe('a note of an invitation under the same name and address', () => {
  const code = { invitation: 'the-code' }
  const noted = async (trust: Partial<ConfirmAndVerifyOptions['trust']>, question: SignUp) => {
    const table = createFakeTable()
    const hash = hashInvitationCode('eu-west-1_Example01', 'the-code')
    table.put(invitationKey(hash), { usesLeft: 5, email: 'jane@example.com' })
    const rule = confirmAndVerify({ trust: { ...trust, invitations: invitationsIn(table) } })
    const { ask: askAgain } = createPreSignUp([rule])
    const jane = { userName: 'jane', attributes: address }
    await askAgain({ ...jane, validationData: code })
    const { verdict } = await askAgain({ ...jane, ...question })
    const [note] = [...table.items].flatMap(([pk, item]) => (pk.startsWith('SIGNUP#') ? [item] : []))
    return { verdict, isContested: note?.['contestedAtMs'] !== undefined }
  }

  test.each<[string, Partial<ConfirmAndVerifyOptions['trust']>, SignUp, string, boolean]>([
    ['the same code', {}, { validationData: code }, 'pass: autoConfirmUser', false],
    ['no code', {}, {}, 'pass', true],
    ['no code, and a trusted domain', { domains: ['example.com'] }, {}, 'pass: autoConfirmUser', true],
    ['a code that nobody knows', {}, { validationData: { invitation: 'other' } }, 'pass', true],
    ['another name', {}, { userName: 'joe' }, 'pass', false],
  ])('that somebody signs up again with %s', async (_, trust, question, verdict, isContested) => {
    expect(await noted(trust, question)).toEqual({ verdict, isContested })
  })
})

test('a sign-up without a code asks nothing where the pool makes the names, and is denied where people choose them', async () => {
  const rule = confirmAndVerify({ trust: { invitations: invitationsIn(createFakeTable(fails)) } })
  const made = { userName: '6f1f4c1e-8a55-4b39-9a3c-0e4f7c1d2b3a', attributes: address }

  expect(await ask([rule], made)).toBe('pass')
  expect(await ask([rule], { userName: 'jane', attributes: address })).toBe('temporarily_unavailable')
})

describe('flags that Cognito cannot or may not follow', () => {
  const verifies = { autoVerifyEmail: true, autoVerifyPhone: true }
  const all = { autoConfirmUser: true, ...verifies }
  const both = { ...address, ...phone }
  const provider = 'PreSignUp_ExternalProvider'
  const admin = 'PreSignUp_AdminCreateUser'

  test.each<[PreSignUpSource, PreSignUpResponse, SignUp['attributes'], string, object | undefined]>([
    // Nobody is verified without being confirmed.
    ['PreSignUp_SignUp', verifies, both, '', { verifyFlagsDropped: Object.keys(verifies) }],
    [
      'PreSignUp_SignUp',
      verifies,
      address,
      '',
      { verifyFlagsDropped: ['autoVerifyPhone', 'autoVerifyEmail'] },
    ],
    // Nor by what the user does not have.
    ['PreSignUp_SignUp', all, both, 'autoConfirmUser, autoVerifyEmail, autoVerifyPhone', undefined],
    ['PreSignUp_SignUp', all, address, 'autoConfirmUser, autoVerifyEmail', withoutPhone],
    ['PreSignUp_SignUp', all, phone, 'autoConfirmUser, autoVerifyPhone', withoutEmail],
    [
      'PreSignUp_SignUp',
      all,
      { ...address, phone_number: '' },
      'autoConfirmUser, autoVerifyEmail',
      withoutPhone,
    ],
    [
      'PreSignUp_SignUp',
      all,
      { ...address, phone_number: '0123' },
      'autoConfirmUser, autoVerifyEmail',
      withoutPhone,
    ],
    ['PreSignUp_SignUp', all, { ...phone, email: ' ' }, 'autoConfirmUser, autoVerifyPhone', withoutEmail],
    ['PreSignUp_SignUp', all, { email: 7, phone_number: null }, 'autoConfirmUser', withoutBoth],
    ['PreSignUp_SignUp', all, {}, 'autoConfirmUser', withoutBoth],
    // What becomes of a federated user with one of both flags is not documented.
    [provider, verifies, both, 'autoVerifyEmail, autoVerifyPhone', { flagsUncertain: Object.keys(verifies) }],
    [
      provider,
      { autoConfirmUser: true },
      address,
      'autoConfirmUser',
      { flagsUncertain: ['autoConfirmUser'] },
    ],
    [
      provider,
      { autoVerifyEmail: true },
      address,
      'autoVerifyEmail',
      { flagsUncertain: ['autoVerifyEmail'] },
    ],
    [
      provider,
      { autoConfirmUser: true, autoVerifyEmail: true },
      address,
      'autoConfirmUser, autoVerifyEmail',
      undefined,
    ],
    [provider, { autoConfirmUser: false, autoVerifyEmail: false }, address, '', undefined],
    [provider, all, {}, 'autoConfirmUser', { ...withoutBoth, flagsUncertain: ['autoConfirmUser'] }],
    // Cognito ignores all of them for a user of an administrator.
    [
      admin,
      all,
      address,
      'autoConfirmUser, autoVerifyEmail',
      { ...withoutPhone, flagsIgnored: ['autoConfirmUser', 'autoVerifyEmail'] },
    ],
  ])('%s, %j of %j: %j, and the report has %j', async (source, response, attributes, flags, notes) => {
    const rule: PreSignUpRule = {
      name: 'own',
      sources: preSignUpSources,
      decide: () => ({ kind: 'pass', response }),
    }

    const { verdict, report } = await createPreSignUp([rule]).ask({ source, attributes: attributes ?? {} })

    expect(verdict).toBe(flags === '' ? 'pass' : `pass: ${flags}`)
    expect(report['notes']).toEqual(notes)
  })

  test('a rule that verifies is followed beside one that confirms', async () => {
    const rule: PreSignUpRule = {
      name: 'own',
      sources: ['PreSignUp_SignUp'],
      decide: () => ({ kind: 'pass', response: verifies }),
    }
    const rules = [rule, confirmAndVerify({ trust: { domains: ['example.com'] } })]

    expect(await ask(rules, { attributes: both })).toBe(
      'pass: autoConfirmUser, autoVerifyEmail, autoVerifyPhone',
    )
  })
})
