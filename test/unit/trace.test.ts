/** A trace is what was said while one decision was made: no member is asked twice for it. */
import { expect, test } from 'vitest'
import { emailDomainNotAllowed, temporarilyUnavailable } from '../../triggers/core/denial-catalogue.ts'
import type { Facts } from '../../triggers/core/run.ts'
import { definitions } from '../../triggers/definitions.ts'
import type { PreSignUpRule } from '../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../triggers/pre-sign-up/define.ts'
import { observe } from '../../triggers/pre-sign-up/observe.ts'
import type { ClaimSource, Contribution } from '../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../triggers/pre-token-generation/define.ts'
import type { TriggerTrace } from '../../triggers/definition.ts'
import type { SomeSuite } from '../../triggers/suite-parts.ts'
import { eventFixture } from '../../triggers/testing/golden-events.ts'

const fact: PreSignUpRule['fact'] & object = {
  name: 'a-fact',
  dependency: { name: 'table' },
  actions: [],
  budgetMs: 100,
  attempts: 1,
  onFailure: { kind: 'deny', denial: temporarilyUnavailable },
  run: () => Promise.resolve('fresh'),
}
const deny = { kind: 'deny', denial: emailDomainNotAllowed } as const

function trace(suite: SomeSuite, raw: unknown, facts: Facts = new Map()): TriggerTrace | undefined {
  const name = suite.preSignUp === undefined ? 'pre-token-generation' : 'pre-sign-up'
  return definitions[name].apply((definition) => {
    const config = definition.configure(suite)
    const parsed = config && definition.create(config).parse(raw)
    return config && parsed?.kind === 'event' ? definition.trace(config, parsed.event, facts, 0) : undefined
  })
}

test('each rule is asked once, those behind a denial too, and a broken one there changes nothing', () => {
  const asked: string[] = []
  const rule = (name: string, decide: PreSignUpRule['decide'], more: Partial<PreSignUpRule> = {}) => ({
    name,
    sources: ['PreSignUp_SignUp'] as const,
    ...more,
    decide(input: Parameters<PreSignUpRule['decide']>[0]) {
      asked.push(name)
      return decide(input)
    },
  })
  const rules: readonly PreSignUpRule[] = [
    rule('flags', () => ({ kind: 'pass', response: { autoVerifyEmail: true } })),
    rule('denies', () => deny),
    rule('behind', () => ({ kind: 'pass' })),
    rule('broken', () => {
      throw new RangeError('jane@example.com')
    }),
    observe(rule('observed', () => deny)),
    rule('reads', () => ({ kind: 'pass' }), { fact }),
    rule('unread', () => ({ kind: 'pass' }), { fact: { ...fact, name: 'another' } }),
    { ...rule('silent', () => deny), sources: ['PreSignUp_AdminCreateUser'] },
  ]
  const facts: Facts = new Map([['a-fact', { kind: 'missing', denial: temporarilyUnavailable }]])

  const traced = trace(
    { preSignUp: () => definePreSignUp({ rules }) },
    eventFixture('PreSignUp_SignUp'),
    facts,
  )

  const said = traced?.said ?? new Map()
  expect(traced?.decision).toMatchObject({ ...deny, by: 'denies' })
  expect(asked.toSorted()).toEqual(['behind', 'broken', 'denies', 'flags', 'observed'])
  expect(said.get('flags')).toMatchObject({
    response: {},
    notes: { verifyFlagsDropped: ['autoVerifyEmail'] },
  })
  expect(said.get('behind')).toMatchObject({ kind: 'allow' })
  expect(said.get('broken')).toEqual({ kind: 'defect', cause: 'RangeError' })
  expect(said.get('observed')).toMatchObject({
    notes: { observed: ['observed: deny email_domain_not_allowed'] },
  })
  expect(said.get('reads')).toEqual({ kind: 'deny', code: 'temporarily_unavailable' })
  expect(said.get('unread')).toEqual({ kind: 'not asked' })
  expect(said.has('silent')).toBe(false)
})

test('each claim source is asked once, and none behind one that denied', () => {
  const asked: string[] = []
  const source = (name: string, contribution: Contribution): ClaimSource => ({
    name,
    sources: ['TokenGeneration_Authentication'],
    claimNames: ['plan'],
    contribute() {
      asked.push(name)
      return contribution
    },
  })
  const traceOf = (claims: readonly ClaimSource[]) =>
    trace(
      { preTokenGeneration: () => definePreTokenGeneration({ claims }) },
      eventFixture('TokenGeneration_Authentication.v2'),
    )
  const claims = [{ name: 'plan', value: 'pro', target: 'id' }] as const

  const allowed = traceOf([source('adds', { claims }), source('adds-nothing', {})])
  expect(asked.splice(0)).toEqual(['adds', 'adds-nothing'])
  expect(JSON.stringify(allowed?.said.get('adds'))).toContain('"plan":"pro"')
  expect(allowed?.weighed?.tokens.length).toBeGreaterThan(0)

  const denied = traceOf([
    source('adds', { claims }),
    source('denies', { denial: temporarilyUnavailable }),
    source('behind', {}),
  ])
  expect(asked).toEqual(['adds', 'denies'])
  expect(denied?.said.get('denies')).toEqual({ kind: 'deny', code: 'temporarily_unavailable' })
  expect(denied?.said.get('behind')).toEqual({ kind: 'not asked' })
  expect(denied).not.toHaveProperty('weighed')
})
