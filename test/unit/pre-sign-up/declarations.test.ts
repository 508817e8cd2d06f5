import { askRule } from '../../../triggers/core/rule/ask.ts'
import { ruleWords } from '../../../triggers/pre-sign-up/decide.ts'
import { describe, expect, test } from 'vitest'
import {
  emailUnavailable,
  invitationInvalid,
  linkedTryAgain,
  linkNotPossible,
  temporarilyUnavailable,
} from '../../../triggers/core/denial-catalogue.ts'
import type { LinkingDirectory } from '../../../triggers/ports/user-directory.ts'
import { parsePreSignUp, type PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import type { HumanVerifier } from '../../../triggers/ports/human-verifier.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { effectFact, type PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { attributes } from '../../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../../triggers/pre-sign-up/rules/callers.ts'
import { confirmAndVerify } from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'
import { disposableEmail } from '../../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'
import { humanCheck } from '../../../triggers/pre-sign-up/rules/human-check.ts'
import { linkAccounts } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { signUpEvent, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { createFakeTable } from './fake-table.ts'

const table = createFakeTable()
const verifier: HumanVerifier = {
  name: 'human-check',
  tokenField: 'token',
  actions: ['ssm:GetParameter'],
  verify: async () => ({ isHuman: true }),
}
const twice: HumanVerifier = { ...verifier, attempts: 2 }
const directory: LinkingDirectory = {
  name: 'user-pool',
  findUsersByEmail: async () => [],
  linkIdentity: async ({ userName }) => (userName === 'full' ? 'refused' : 'linked'),
}
const people = ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']
const invitation = invitationFact({ table })
const unavailable = { kind: 'deny', denial: temporarilyUnavailable }
const use = (value: unknown) => ({ kind: 'use', value })
const linking = {
  directory,
  providersThatVerifyEmail: ['Google'],
  whenNobodyHasTheAddress: 'leave-alone',
  whenNotSafe: 'refuse',
} as const

/** How often it is tried, and for how many milliseconds in all. */
const step = (
  name: string,
  dependency: object,
  actions: readonly string[],
  [attempts, budgetMs]: readonly [number, number],
  onFailure: object,
) => ({ name, dependency, actions, attempts, budgetMs, onFailure })
const reserves = ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:BatchGetItem']

type Declaration = readonly [
  rule: PreSignUpRule,
  sources: readonly string[],
  fact?: object | undefined,
  effect?: object,
]

/** Name, sources, and what each fact and effect costs, needs and ends in: permissions and docs are made from it. */
const declarations: Readonly<Record<string, readonly Declaration[]>> = {
  'email-domains': [
    [emailDomains({ deny: ['a.example'] }), people],
    [
      emailDomains({ table: { reader: table, onFailure: 'deny' } }),
      people,
      step('listed-domains', table, ['dynamodb:GetItem'], [2, 800], unavailable),
    ],
    [
      emailDomains({
        table: { reader: table, onFailure: 'use the lists of the configuration alone', budgetMs: 300 },
      }),
      people,
      step('listed-domains', table, ['dynamodb:GetItem'], [2, 300], use(new Map())),
    ],
  ],
  'disposable-email': [[disposableEmail(), people]],
  'sign-up-mode': [
    [signUpMode({ mode: 'open' }), people],
    [
      signUpMode({ mode: 'invite-only', invitation, records: table }),
      people,
      step('invitation', table, ['dynamodb:GetItem'], [2, 800], unavailable),
      step('remember-invitation', table, ['dynamodb:PutItem', 'dynamodb:UpdateItem'], [2, 600], unavailable),
    ],
  ],
  attributes: [[attributes({ minimumAge: 16 }), ['PreSignUp_SignUp']]],
  'one-account-per-address': [
    [
      oneAccountPerAddress({ reservations: table, onFailure: 'deny' }),
      ['PreSignUp_SignUp'],
      undefined,
      step('reserve-address', table, reserves, [2, 800], unavailable),
    ],
    [
      oneAccountPerAddress({
        reservations: table,
        onFailure: 'let people in without a reservation',
        budgetMs: 300,
      }),
      ['PreSignUp_SignUp'],
      undefined,
      step('reserve-address', table, reserves, [2, 300], use('done')),
    ],
  ],
  'human-check': [
    [
      humanCheck({ verifier, onFailure: 'deny' }),
      ['PreSignUp_SignUp'],
      step('human-check', verifier, ['ssm:GetParameter'], [1, 1_500], unavailable),
    ],
    [
      humanCheck({ verifier: twice, onFailure: 'let people in unchecked' }),
      ['PreSignUp_SignUp'],
      step('human-check', twice, ['ssm:GetParameter'], [2, 1_500], use('unchecked')),
    ],
  ],
  callers: [
    [
      callers({ apps: ['a'] }),
      ['PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'],
    ],
  ],
  'confirm-and-verify': [
    [confirmAndVerify({ trust: { domains: ['a.example'] } }), people],
    [
      confirmAndVerify({ trust: { invitations: { invitation, records: createFakeTable() } } }),
      people,
      { name: 'invitation' },
      { name: 'remember-invitation', onFailure: unavailable },
    ],
  ],
  'link-accounts': [
    [
      linkAccounts({ ...linking, onFailure: 'refuse' }),
      ['PreSignUp_ExternalProvider'],
      step('users-with-the-address', directory, ['cognito-idp:ListUsers'], [2, 1_200], unavailable),
      step(
        'link-identity',
        directory,
        ['cognito-idp:AdminLinkProviderForUser', 'cognito-idp:ListUsers'],
        [2, 1_200],
        unavailable,
      ),
    ],
    [
      linkAccounts({ ...linking, onFailure: 'leave-alone' }),
      ['PreSignUp_ExternalProvider'],
      { onFailure: { kind: 'use', value: 'no-answer' } },
      { onFailure: unavailable },
    ],
  ],
}

describe.each(Object.entries(declarations))('%s', (name, all) => {
  test.each(all.map((declaration) => [declaration] as const))(
    'declares what it asks and does: %#',
    (declaration) => {
      const [rule, sources, fact, effect] = declaration

      expect(rule.name).toBe(name)
      expect(rule.sources).toEqual(sources)
      expect(Object.hasOwn(rule, 'fact')).toBe(fact !== undefined)
      expect(Object.hasOwn(rule, 'effect')).toBe(effect !== undefined)
      if (fact !== undefined) expect(rule.fact).toMatchObject(fact)
      if (effect !== undefined) expect(rule.effect?.step).toMatchObject(effect)
    },
  )
})

describe('a verdict as plain data', () => {
  const attributesOfJane = { email: 'jane@example.com', email_verified: 'true' }
  const read = (question: SignUp = {}): PreSignUpEvent => {
    const parsed = parsePreSignUp(signUpEvent({ attributes: attributesOfJane, ...question }))
    if (parsed.kind !== 'event') throw new Error(parsed.problem)
    return parsed.event
  }
  const external = read({ source: 'PreSignUp_ExternalProvider', userName: 'google_1029' })
  const jane = {
    userName: 'jane',
    status: 'CONFIRMED',
    isEnabled: true,
    email: 'jane@example.com',
    isEmailVerified: true,
    identities: [],
  }
  const nowMs = 1_767_225_600_000
  const code = { hash: 'abc', invitation: { usesLeft: 1, groups: [] } }

  test.each<[string, PreSignUpRule, PreSignUpEvent, unknown?, object?]>([
    ['email-domains', emailDomains({ deny: ['a.example'] }), read()],
    ['disposable-email', disposableEmail(), read()],
    ['disposable-email, for an exception', disposableEmail({ except: ['example.com'] }), read()],
    ['sign-up-mode, open', signUpMode({ mode: 'open' }), read()],
    ['attributes', attributes({ check: { name: { maxLength: 256 } } }), read()],
    ['human-check, unchecked', humanCheck({ verifier, onFailure: 'deny' }), read(), 'unchecked'],
    [
      'human-check, of a person',
      humanCheck({ verifier, onFailure: 'deny' }),
      read(),
      { isHuman: true, action: 'any', hostname: 'any', score: 0.1 },
    ],
    ['callers, of anybody', callers({ sources: ['PreSignUp_SignUp'] }), read()],
    ['callers, of a provider', callers({ providers: ['Google'] }), external],
    ['confirm-and-verify, of a stranger', confirmAndVerify({ trust: { domains: ['a.example'] } }), read()],
    [
      'confirm-and-verify, of a trusted one',
      confirmAndVerify({ trust: { domains: ['example.com'] } }),
      read(),
      undefined,
      { response: { autoConfirmUser: true } },
    ],
    ['link-accounts, left alone', linkAccounts({ ...linking, onFailure: 'refuse' }), external, []],
    [
      'link-accounts, without an answer',
      linkAccounts({ ...linking, onFailure: 'leave-alone' }),
      external,
      'no-answer',
    ],
    [
      'link-accounts, never asked',
      linkAccounts({ ...linking, onFailure: 'leave-alone', whenNobodyHasTheAddress: 'refuse' }),
      external,
    ],
    [
      'link-accounts, to be linked',
      linkAccounts({ ...linking, onFailure: 'refuse' }),
      external,
      [jane],
      {
        effect: {
          name: 'link-identity',
          idempotencyKey: 'eu-west-1_Example01#jane#google_1029',
          facts: { userName: 'jane', provider: 'Google', userId: '1029' },
        },
      },
    ],
    [
      'sign-up-mode, invited',
      signUpMode({ mode: 'invite-only', invitation, records: table }),
      read({ userName: 'jane' }),
      code,
      {
        effect: {
          name: 'remember-invitation',
          idempotencyKey: expect.stringMatching(
            /^SIGNUP#eu-west-1_Example01#jane#INVITATION#[0-9a-f]{64}#abc$/,
          ),
          facts: { invitation: 'abc', nowS: '1767225600', expiresAtS: '1775001600' },
        },
      },
    ],
    [
      'one-account-per-address',
      oneAccountPerAddress({ reservations: table, onFailure: 'deny' }),
      read(),
      undefined,
      {
        effect: {
          name: 'reserve-address',
          idempotencyKey: expect.stringMatching(/^EMAIL#[0-9a-f]{64}#[0-9a-f]{64}$/),
          facts: {
            pk: expect.stringMatching(/^EMAIL#[0-9a-f]{64}$/),
            sk: 'RESERVATION',
            holder: expect.stringMatching(/^[0-9a-f]{64}$/),
            formerHolder: expect.stringMatching(/^[0-9a-f]{64}$/),
            formerKeys: '',
            nowS: '1767225600',
            expiresAtS: '1767312000',
          },
        },
      },
    ],
  ])('%s', (_, rule, event, fact, rest = {}) => {
    expect(askRule(rule, ruleWords.parts, { event, fact, nowMs })).toEqual({ kind: 'pass', ...rest })
  })

  test('link-accounts finds no user for a person without an address', async () => {
    const rule = linkAccounts({ ...linking, onFailure: 'refuse' })
    const event = read({ source: 'PreSignUp_ExternalProvider', userName: 'Google_1', attributes: {} })

    expect(await rule.fact?.run(event, createCall())).toEqual([])
    expect(askRule(rule, ruleWords.parts, { event, fact: [{ ...jane, email: undefined }], nowMs })).toEqual({
      kind: 'pass',
    })
  })

  test('invite-only without a fact asks for an invitation', () => {
    const rule = signUpMode({ mode: 'invite-only', invitation, records: table })

    expect(rule.decide({ event: read(), nowMs })).toMatchObject({
      denial: { code: 'invitation_required' },
    })
  })
})

describe('the outcome of an effect', () => {
  const input = (facts: Readonly<Record<string, string>>) => {
    const parsed = parsePreSignUp(signUpEvent({ userName: 'Google_1' }))
    if (parsed.kind !== 'event') throw new Error(parsed.problem)
    return { event: parsed.event, effect: { name: 'an-effect', idempotencyKey: 'key', facts } }
  }

  test('of linking is done, or refused, and both deny', async () => {
    const { effect } = linkAccounts({ ...linking, onFailure: 'refuse' })
    const identity = { provider: 'Google', userId: '1' }

    expect(await effect?.step.run(input({ ...identity, userName: 'jane' }), createCall())).toBe('done')
    expect(await effect?.step.run(input({ ...identity, userName: 'full' }), createCall())).toBe('refused')
    expect(effect?.refusal('done')).toBe(linkedTryAgain)
    expect(effect?.refusal('refused')).toBe(linkNotPossible)
  })

  test('of reserving is done, or refused, and only the latter denies', async () => {
    const { effect } = oneAccountPerAddress({ reservations: createFakeTable(), onFailure: 'deny' })
    const times = { nowS: '1', expiresAtS: '2' }
    const reservation = { pk: 'EMAIL#1', sk: 'RESERVATION', ...times, formerHolder: '', formerKeys: '' }

    expect(await effect?.step.run(input({ ...reservation, holder: 'one' }), createCall())).toBe('done')
    expect(await effect?.step.run(input({ ...reservation, holder: 'two' }), createCall())).toBe('refused')
    expect(effect?.refusal('done')).toBeUndefined()
    expect(effect?.refusal('refused')).toBe(emailUnavailable)
  })

  test('of remembering is done, or refused for another invitation, and only the latter denies', async () => {
    const { effect } = signUpMode({ mode: 'invite-only', invitation, records: createFakeTable() })
    const remember = (hash: string) =>
      effect?.step.run(input({ invitation: hash, nowS: '1', expiresAtS: '7' }), createCall())

    expect(await remember('abc')).toBe('done')
    expect(await remember('other')).toBe('refused')
    expect(effect?.refusal('done')).toBeUndefined()
    expect(effect?.refusal('refused')).toBe(invitationInvalid)
  })

  test('without a fact that it needs is a defect, named without the fact', () => {
    expect(() => effectFact({ name: 'an-effect', idempotencyKey: 'k', facts: { a: '1' } }, 'b')).toThrow(
      new RangeError('the effect an-effect has no fact b'),
    )
  })
})
