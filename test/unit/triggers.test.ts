import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isObject, type RawObject } from '../../triggers/core/json.ts'
import type { TriggerName } from '../../triggers/registry.ts'
import { provePlan } from '../../triggers/core/plan.ts'
import { customMessageTrigger } from '../../triggers/custom-message/trigger.ts'
import { planPostConfirmation } from '../../triggers/post-confirmation/plan.ts'
import { postConfirmationTrigger } from '../../triggers/post-confirmation/trigger.ts'
import { definePreAuthentication } from '../../triggers/pre-authentication/rule.ts'
import { signInDomains } from '../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { preAuthenticationTrigger } from '../../triggers/pre-authentication/trigger.ts'
import { planPreSignUp } from '../../triggers/pre-sign-up/plan.ts'
import { preSignUpTrigger } from '../../triggers/pre-sign-up/trigger.ts'
import { planPreTokenGeneration } from '../../triggers/pre-token-generation/plan.ts'
import { preTokenGenerationTrigger } from '../../triggers/pre-token-generation/trigger.ts'
import { customMessage } from '../suites/custom-message.ts'
import { postConfirmation, preSignUp, preTokenGeneration } from '../suites/shipped.ts'
import { eventFixture, readEventFixtures } from '../../triggers/testing/golden-events.ts'
import { createHarness, type Harness } from '../../triggers/testing/trigger-harness.ts'
import { runs } from '../support/run-counts.ts'

/** The triggers as the shipped suite configures them, and the others with what comes with them; their adapters find nothing to talk to. */
const harnesses: Readonly<Record<TriggerName, () => Harness>> = {
  'pre-sign-up': () => createHarness(preSignUpTrigger(preSignUp())),
  'pre-authentication': () =>
    createHarness(
      preAuthenticationTrigger(
        definePreAuthentication({ rules: [signInDomains({ deny: ['blocked.example'] })] }),
      ),
    ),
  'pre-token-generation': () =>
    createHarness(
      preTokenGenerationTrigger({ ...preTokenGeneration(), claims: preTokenGeneration().claims.slice(0, 1) }),
    ),
  'post-confirmation': () => createHarness(postConfirmationTrigger({ ...postConfirmation(), effects: [] })),
  'custom-message': () => createHarness(customMessageTrigger(customMessage())),
}
const garbage: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['nothing', undefined],
  ['an array', [1, 2]],
  ['a number', 42],
  ['6 MB of text', 'x'.repeat(6_000_000)],
  ['an empty object', {}],
  ['prototype keys', JSON.parse('{"__proto__":{"triggerSource":"PreSignUp_SignUp"},"constructor":1}')],
  [
    'a foreign trigger',
    { ...eventFixture('PreSignUp_SignUp'), triggerSource: 'DefineAuthChallenge_Authentication' },
  ],
]

test.each([
  planPreSignUp(preSignUp()),
  planPreTokenGeneration(preTokenGeneration()),
  planPostConfirmation(postConfirmation()),
])('the slowest path of $trigger fits its limit', (plan) => {
  const proof = provePlan(plan)

  expect(proof.totalMs, proof.arithmetic).toBeLessThanOrEqual(proof.limitMs)
})

describe.each(Object.entries(harnesses))('%s', (name, createTrigger) => {
  test.each(garbage)('answers %s with the fixed denial and one log line', async (_, input) => {
    const harness = createTrigger()

    const answer = await harness.invoke(input)

    expect(answer).toMatchObject({
      kind: 'threw',
      message:
        '[temporarily_unavailable] Something went wrong on our side. Please try again in a few minutes',
    })
    expect(answer.kind === 'threw' && answer.error instanceof Error && answer.error.stack).not.toMatch(
      /\n\s+at /,
    )
    expect(harness.reports).toEqual([
      expect.objectContaining({
        trigger: name,
        outcome: 'failed',
        Failed: 1,
        Denied: 0,
        code: 'temporarily_unavailable',
      }),
    ])
    expect(harness.logLines[0]?.length).toBeLessThan(2_000)
  })

  test('keeps every field that it does not own, and does not change its input', async () => {
    const fixtures = readEventFixtures().filter(({ trigger }) => trigger === name)
    const extra = fc.dictionary(fc.string(), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixtures), extra, extra, async ({ event }, outer, inner) => {
        const response = isObject(event['response']) ? event['response'] : {}
        const input: RawObject = { ...outer, ...event, response: { ...inner, ...response } }
        const before = structuredClone(input)
        const harness = createTrigger()

        const answer = await harness.invoke(input)

        expect(input).toEqual(before)
        expect(answer.kind).toBe('returned')
        const value = answer.kind === 'returned' && isObject(answer.value) ? answer.value : {}
        const owned = new Set([
          'claimsOverrideDetails',
          'claimsAndScopeOverrideDetails',
          'smsMessage',
          'emailMessage',
          'emailSubject',
        ])
        const keep = (object: unknown): RawObject =>
          Object.fromEntries(
            Object.entries(isObject(object) ? object : {}).filter(([key]) => !owned.has(key)),
          )
        expect({ ...value, response: keep(value['response']) }).toEqual({
          ...before,
          response: keep(before['response']),
        })
      }),
      { numRuns: runs({ few: 20, full: 60 }) },
    )
  })

  test('decides on every event that parses, whatever its request holds', async () => {
    const fixtures = readEventFixtures().filter(({ trigger }) => trigger === name)
    const values = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.emailAddress(), fc.jsonValue())
    const map = fc.option(
      fc.dictionary(fc.oneof(fc.constantFrom('email', 'sub', 'locale', '__proto__'), fc.string()), values),
    )
    const request = fc.record({
      userAttributes: map,
      clientMetadata: map,
      validationData: map,
      groupConfiguration: fc.jsonValue(),
      scopes: fc.jsonValue(),
      codeParameter: fc.constant('{####}'),
      usernameParameter: fc.constant('{username}'),
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fixtures), request, async ({ event }, given) => {
        const harness = createTrigger()

        await harness.invoke({ ...event, request: given })

        expect(harness.reports).toHaveLength(1)
        expect(harness.reports[0]?.['outcome']).not.toBe('failed')
      }),
      { numRuns: runs({ few: 50, full: 200 }) },
    )
  })

  test('says nothing of a person in its log', async () => {
    const fixtures = readEventFixtures().filter(({ trigger }) => trigger === name)
    expect(fixtures.length).toBeGreaterThan(0)

    for (const { event } of fixtures) {
      const harness = createTrigger()

      await harness.invoke(event)

      expect(harness.logLines).toHaveLength(1)
      expect(harness.logLines[0]).not.toMatch(/jane|example\.com|6a4f2c1e|Google_|1example2345/i)
    }
  })
})

test('a defect in a rule denies pre sign-up with the fixed text, and the log has only its class', async () => {
  const config = preSignUp()
  const broken = {
    name: 'broken',
    sources: ['PreSignUp_SignUp'],
    decide(): never {
      throw new RangeError('jane@example.com is out of range')
    },
  } as const
  const harness = createHarness(preSignUpTrigger({ ...config, rules: [broken] }))

  const answer = await harness.invoke(eventFixture('PreSignUp_SignUp'))

  expect(answer).toMatchObject({ kind: 'threw' })
  expect(answer.kind === 'threw' && answer.message).toMatch(/^\[temporarily_unavailable\]/)
  expect(harness.reports[0]).toMatchObject({ outcome: 'failed', cause: 'RangeError', Failed: 1 })
  expect(harness.logLines[0]).not.toContain('jane')
})

test('a rule that throws what cannot be read denies with the fixed text as well', async () => {
  const { proxy, revoke } = Proxy.revocable(new Error('jane@example.com'), {})
  revoke()
  const broken = {
    name: 'broken',
    sources: ['PreSignUp_SignUp'],
    decide(): never {
      throw proxy
    },
  } as const
  const harness = createHarness(preSignUpTrigger({ ...preSignUp(), rules: [broken] }))

  const answer = await harness.invoke(eventFixture('PreSignUp_SignUp'))

  expect(answer.kind === 'threw' && answer.message).toMatch(/^\[temporarily_unavailable\]/)
  expect(harness.reports[0]).toMatchObject({ outcome: 'failed', cause: 'Error' })
})

test('a denial speaks the language of the metadata, then of the attributes, then of the suite', async () => {
  const event = eventFixture('PreSignUp_SignUp')
  const denied = async (request: RawObject): Promise<string> => {
    const answer = await harnesses['pre-sign-up']().invoke({ ...event, request })
    return answer.kind === 'threw' ? answer.message : ''
  }

  expect(await denied({ userAttributes: { locale: 'fr' }, clientMetadata: { locale: 'de-DE' } })).toContain(
    'Bitte geben',
  )
  expect(await denied({ userAttributes: { locale: 'fr' } })).toContain('Veuillez')
  expect(await denied({ userAttributes: { locale: 'xx' } })).toContain('Please')
})

test('a cold start counts against the deadline', async () => {
  const cold = createHarness(preSignUpTrigger(preSignUp()), { initializationType: 'on-demand' })

  await cold.invoke(eventFixture('PreSignUp_SignUp'), { remainingMs: 10_000 })
  await cold.invoke(eventFixture('PreSignUp_SignUp'), { remainingMs: 10_000 })

  expect(cold.reports.map((report) => [report['coldStart'], report['remainingMs']])).toEqual([
    [true, 4_500],
    [false, 4_800],
  ])
})
