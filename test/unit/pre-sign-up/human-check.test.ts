import { describe, expect, test } from 'vitest'
import type { HumanAnswer, HumanVerifier } from '../../../triggers/ports/human-verifier.ts'
import {
  humanCheck,
  type HumanCheckOptions,
  maxTokenLength,
} from '../../../triggers/pre-sign-up/rules/human-check.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { sha256 } from '../../../triggers/core/sha256.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { ask } from './ask.ts'
import { createPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'
import { fails } from './fake-table.ts'

/** The virtual clock's start. */
const nowMs = 1_767_225_600_000

interface FakeVerifier extends HumanVerifier {
  readonly tokens: string[]
  readonly signUps: string[]
}

function createVerifier(verify: HumanVerifier['verify']): FakeVerifier {
  const tokens: string[] = []
  const signUps: string[] = []
  return {
    name: 'human-check',
    tokenField: 'token',
    actions: ['ssm:GetParameter'],
    tokens,
    signUps,
    verify(check, call) {
      call.onAttempt()
      tokens.push(check.token)
      signUps.push(check.signUp)
      return verify(check, call)
    },
  }
}

const answering = (answer: Partial<HumanAnswer>): FakeVerifier =>
  createVerifier(async () => ({ isHuman: true, ...answer }))

const withToken: SignUp = { validationData: { token: 'the-token' } }

describe('a token', () => {
  test.each<[string, SignUp, string, readonly string[]]>([
    ['in validation data', withToken, 'pass', ['the-token']],
    [
      'in client metadata',
      { validationData: null, clientMetadata: { token: 'the-token' } },
      'pass',
      ['the-token'],
    ],
    ['in both', { validationData: { token: 'a' }, clientMetadata: { token: 'b' } }, 'pass', ['a']],
    [
      'as long as allowed',
      { validationData: { token: 'x'.repeat(maxTokenLength) } },
      'pass',
      ['x'.repeat(4_096)],
    ],
    [
      'that is longer',
      { validationData: { token: 'x'.repeat(maxTokenLength + 1) } },
      'human_check_required',
      [],
    ],
    ['that is empty', { validationData: { token: '' } }, 'human_check_required', []],
    ['that is absent', { validationData: null }, 'human_check_required', []],
    ['under another name', { validationData: { tokens: 'x' } }, 'human_check_required', []],
  ])('%s', async (_, question, expected, sent) => {
    const verifier = answering({})

    expect(await ask([humanCheck({ verifier, onFailure: 'deny' })], question)).toBe(expected)
    expect(verifier.tokens).toEqual(sent)
  })
})

test('is for one sign-up: equal for the repeats of Cognito, and another for another person, app or pool', async () => {
  const verifier = answering({})
  const rule = humanCheck({ verifier, onFailure: 'deny', holder: 'address' })
  const jane: SignUp = { ...withToken, userName: 'one', attributes: { email: 'jane@example.com' } }

  await ask([rule], jane)
  await ask([rule], { ...jane, userName: 'two' })
  await ask([rule], { ...jane, attributes: { email: 'joe@example.com' } })
  await ask([rule], { ...jane, clientId: 'another' })
  await ask([rule], { ...jane, attributes: {} })
  await ask([rule], { ...jane, attributes: {}, userName: 'two' })

  const [first, repeat, ...others] = verifier.signUps
  expect(repeat).toBe(first)
  expect(new Set([first, ...others]).size).toBe(5)
})

test('is for one user name where an address may have many', async () => {
  const verifier = answering({})
  const rule = humanCheck({ verifier, onFailure: 'deny' })
  const jane: SignUp = { ...withToken, userName: 'one', attributes: { email: 'jane@example.com' } }

  await ask([rule], jane)
  await ask([rule], jane)
  await ask([rule], { ...jane, userName: 'two' })
  await ask([rule], { ...jane, attributes: { email: 'joe@example.com' } })

  const [first, repeat, ...others] = verifier.signUps
  expect(repeat).toBe(first)
  expect(new Set([first, ...others]).size).toBe(3)
})

test.each([
  ['client', 'client'],
  // Such as an event whose app client Cognito does not name.
  [null, ''],
])('is named by its purpose, pool, app and address, hashed: %s', async (clientId, named) => {
  const verifier = answering({})

  await ask([humanCheck({ verifier, onFailure: 'deny', holder: 'address' })], {
    ...withToken,
    clientId,
    attributes: { email: 'jane@example.com' },
  })

  const pool = String(eventFixture('PreSignUp_SignUp')['userPoolId'])
  expect(verifier.signUps).toEqual([sha256('sign-up', pool, named, 'jane@example.com')])
})

describe('an answer', () => {
  test.each<[Partial<HumanCheckOptions>, Partial<HumanAnswer>, string]>([
    [{}, { isHuman: true }, 'pass'],
    [{}, { isHuman: false }, 'human_check_failed'],
    [{}, { isHuman: false, score: 1, hostname: 'app.example' }, 'human_check_failed'],
    [{ hostnames: ['app.example', 'www.example'] }, { hostname: 'www.example' }, 'pass'],
    [{ hostnames: ['app.example'] }, { hostname: 'evil.example' }, 'human_check_failed'],
    [{ hostnames: ['app.example'] }, {}, 'human_check_failed'],
    [{ action: 'sign-up' }, { action: 'sign-up' }, 'pass'],
    [{ action: 'sign-up' }, { action: 'sign-in' }, 'human_check_failed'],
    [{ action: 'sign-up' }, {}, 'human_check_failed'],
    [{ leastScore: 0.5 }, { score: 0.5 }, 'pass'],
    [{ leastScore: 0.5 }, { score: 0.49 }, 'human_check_failed'],
    [{ leastScore: 0 }, { score: 0 }, 'pass'],
    [{ leastScore: 0 }, {}, 'human_check_failed'],
    [{ maxAgeMinutes: 2 }, { solvedAtMs: nowMs - 120_000 }, 'pass'],
    [{ maxAgeMinutes: 2 }, { solvedAtMs: nowMs - 120_001 }, 'human_check_failed'],
    [{ maxAgeMinutes: 60 }, {}, 'human_check_failed'],
  ])('with %j, %j gives %s', async (options, answer, expected) => {
    const rule = humanCheck({ verifier: answering(answer), onFailure: 'deny', ...options })

    expect(await ask([rule], withToken)).toBe(expected)
  })
})

test('a service that fails lets nobody in without a token', async () => {
  const rule = humanCheck({
    verifier: createVerifier(() => fails().then(() => ({ isHuman: true }))),
    onFailure: 'let people in unchecked',
  })

  expect(await ask([rule], { validationData: null })).toBe('human_check_required')
})

test('a service that hangs is waited for as long as the budget says, by default 1.5 s', async () => {
  const verifier = createVerifier(() => new Promise(() => {}))
  const rule = (budgetMs?: number) =>
    humanCheck({ verifier, onFailure: 'deny', ...(budgetMs === undefined ? {} : { budgetMs }) })

  expect((await createPreSignUp([rule()]).ask(withToken)).tookMs).toBe(1_500)
  expect((await createPreSignUp([rule(700)]).ask(withToken)).tookMs).toBe(700)
})

test.each(['PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] as const)(
  '%s, which cannot carry a token, is not spoken for by default',
  async (source) => {
    const verifier = answering({ isHuman: false })

    expect(await ask([humanCheck({ verifier, onFailure: 'deny' })], { source })).toBe('pass')
    expect(verifier.tokens).toEqual([])
  },
)

test('a sign-up that a rule without facts refuses spends no token', async () => {
  const verifier = answering({})
  const refuse: PreSignUpRule = {
    name: 'refuse',
    sources: ['PreSignUp_SignUp'],
    decide: () => ({ kind: 'deny', denial: { code: 'no', texts: texts('no'), reason: '' } }),
  }

  expect(await ask([humanCheck({ verifier, onFailure: 'deny' }), refuse], withToken)).toBe('no')
  expect(verifier.tokens).toEqual([])
})

test.each<[Partial<HumanCheckOptions>, string]>([
  [{ leastScore: -0.1 }, 'humanCheck: leastScore must be a number from 0 to 1, not -0.1'],
  [{ leastScore: 1.1 }, 'humanCheck: leastScore must be a number from 0 to 1, not 1.1'],
  [{ leastScore: Number.NaN }, 'humanCheck: leastScore must be a number from 0 to 1, not NaN'],
  [{ maxAgeMinutes: 0 }, 'humanCheck: maxAgeMinutes must be a number from 1 to 60, not 0'],
  [{ maxAgeMinutes: 61 }, 'humanCheck: maxAgeMinutes must be a number from 1 to 60, not 61'],
])('%j is refused', (options, message) => {
  const make = (): unknown => humanCheck({ verifier: answering({}), onFailure: 'deny', ...options })

  expect(make).toThrow(TypeError)
  expect(make).toThrow(message)
})

test.each([
  { leastScore: 1, maxAgeMinutes: 1 },
  { leastScore: 0, maxAgeMinutes: 60 },
])('%j is taken', (options) => {
  expect(() => humanCheck({ verifier: answering({}), onFailure: 'deny', ...options })).not.toThrow()
})

function texts(text: string) {
  return { en: text, de: text, fr: text, es: text, pt: text, ja: text }
}
