import { expect, test } from 'vitest'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Facts } from '../../../triggers/core/run.ts'
import { parsePreSignUp, type PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import { decide } from '../../../triggers/pre-sign-up/decide.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { signUpEvent } from '../../../triggers/testing/pre-sign-up.ts'

const source = 'PreSignUp_SignUp'
const fact = {
  name: 'a-fact',
  dependency: { name: 'table' },
  actions: [],
  budgetMs: 100,
  attempts: 1,
  onFailure: { kind: 'deny', denial: temporarilyUnavailable },
  run: async () => 'fresh',
} as const
const effect = { name: 'write', idempotencyKey: 'key', facts: { a: '1' } }

const decideWith = (rules: readonly PreSignUpRule[], facts: Facts = new Map()) =>
  decide(definePreSignUp({ rules }), readEvent(), facts, 7)

test('the decision without rules is to go on, with nothing to do and nothing to note', () => {
  expect(decideWith([])).toEqual({ kind: 'allow', response: {}, effects: [] })
})

test('flags and effects of all rules add up in their order', () => {
  const one: PreSignUpRule = {
    name: 'one',
    sources: [source],
    decide: () => ({ kind: 'pass', response: { autoConfirmUser: true }, effect }),
  }
  const two: PreSignUpRule = {
    name: 'two',
    sources: [source],
    decide: () => ({
      kind: 'pass',
      response: { autoVerifyEmail: true },
      effect: { ...effect, name: 'other' },
    }),
  }

  expect(decideWith([one, two])).toEqual({
    kind: 'allow',
    response: { autoConfirmUser: true, autoVerifyEmail: true },
    effects: [effect, { ...effect, name: 'other' }],
  })
})

test('effects are performed in the order of the configuration, also of rules that are asked later', () => {
  const asks: PreSignUpRule = {
    name: 'asks',
    sources: [source],
    fact,
    decide: () => ({ kind: 'pass', effect: { ...effect, name: 'first' } }),
  }
  const asksNobody: PreSignUpRule = {
    name: 'asks-nobody',
    sources: [source],
    decide: () => ({ kind: 'pass', effect }),
  }
  const facts: Facts = new Map([['a-fact', { kind: 'known', value: 'fresh' }]])

  expect(decideWith([asks, asksNobody], facts)).toMatchObject({
    effects: [{ ...effect, name: 'first' }, effect],
  })
})

test('a rule without a fact denies before one that has one, wherever it stands', () => {
  const denying = (name: string, code: string): PreSignUpRule => ({
    name,
    sources: [source],
    decide: () => ({ kind: 'deny', denial: { ...temporarilyUnavailable, code } }),
  })
  const facts: Facts = new Map([['a-fact', { kind: 'known', value: 'fresh' }]])

  expect(
    decideWith([{ ...denying('asks', 'later'), fact }, denying('asks-nobody', 'sooner')], facts),
  ).toMatchObject({ kind: 'deny', by: 'asks-nobody', denial: { code: 'sooner' } })
})

test('every rule is asked once', () => {
  const asked: string[] = []
  const noting = (name: string): PreSignUpRule => ({
    name,
    sources: [source],
    decide() {
      asked.push(name)
      return { kind: 'pass' }
    },
  })
  const facts: Facts = new Map([['a-fact', { kind: 'known', value: 'fresh' }]])

  decideWith([{ ...noting('asks'), fact }, noting('asks-nobody')], facts)

  expect(asked).toEqual(['asks-nobody', 'asks'])
})

test('an effect that two rules share is performed once', () => {
  const sharing = (name: string): PreSignUpRule => ({
    name,
    sources: [source],
    decide: () => ({ kind: 'pass', effect }),
  })

  expect(decideWith([sharing('one'), sharing('two')])).toMatchObject({ effects: [effect] })
})

test('a rule that verifies unproven addresses cannot stand beside one that relies on them', () => {
  const pass: Omit<PreSignUpRule, 'name'> = { sources: [source], decide: () => ({ kind: 'pass' }) }
  const claims: PreSignUpRule = { ...pass, name: 'claims', verifiesUnproven: true }
  const relies: PreSignUpRule = { ...pass, name: 'relies', reliesOnVerified: true }

  expect(() => definePreSignUp({ rules: [relies, claims] })).toThrow(
    'pre-sign-up rules claims and relies: the first verifies unproven addresses, and the second would link their owners to the people who claimed them; verify only where proven, or do not link',
  )
  expect(() => definePreSignUp({ rules: [relies, { ...claims, mode: 'observed' }] })).not.toThrow()
  expect(() => definePreSignUp({ rules: [relies, { ...claims, verifiesUnproven: false }] })).not.toThrow()
})

test('a rule sees the event, its own fact and the time', () => {
  const seen: unknown[] = []
  const rule: PreSignUpRule = {
    name: 'rule',
    sources: [source],
    fact,
    decide(input) {
      seen.push(input)
      return { kind: 'pass' }
    },
  }

  decideWith([rule], new Map([['a-fact', { kind: 'known', value: 'fresh' }]]))

  expect(seen).toEqual([{ event: readEvent(), fact: 'fresh', nowMs: 7 }])
})

test('a fact that was never asked for denies, and its rule is not asked', () => {
  const rule: PreSignUpRule = {
    name: 'rule',
    sources: [source],
    fact,
    decide(): never {
      throw new Error('asked without its fact')
    },
  }

  expect(decideWith([rule])).toEqual({ kind: 'deny', denial: temporarilyUnavailable, by: 'rule' })
})

test('a fact that is missing denies as its step declared, by its rule', () => {
  const denial = { ...temporarilyUnavailable, code: 'declared' }
  const rule: PreSignUpRule = { name: 'rule', sources: [source], fact, decide: () => ({ kind: 'pass' }) }

  expect(decideWith([rule], new Map([['a-fact', { kind: 'missing', denial }]]))).toEqual({
    kind: 'deny',
    denial,
    by: 'rule',
  })
})

function readEvent(): PreSignUpEvent {
  const parsed = parsePreSignUp(signUpEvent({}))
  if (parsed.kind !== 'event') throw new Error(parsed.problem)
  return parsed.event
}
