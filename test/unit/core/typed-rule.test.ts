/** A fact of another type than its step yields does not compile: the comments below fail the type check once it does. */
import { expect, test } from 'vitest'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Rule, RuleInput } from '../../../triggers/core/rule/rule.ts'
import type { FactStep } from '../../../triggers/core/step.ts'
import type { PreSignUpEvent } from '../../../triggers/events/pre-sign-up.ts'
import type { PreTokenGenerationEvent } from '../../../triggers/events/pre-token-generation.ts'
import {
  type ClaimSource,
  type ContributeInput,
  defineSource,
} from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { defineRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'

const head = { name: 'own', sources: ['PreSignUp_SignUp'] } as const
const fact: FactStep<PreSignUpEvent, string> = {
  name: 'word',
  dependency: { name: 'table' },
  actions: [],
  budgetMs: 100,
  attempts: 1,
  onFailure: { kind: 'deny', denial: temporarilyUnavailable },
  run: () => Promise.resolve('word'),
}
const deny = { kind: 'deny', denial: temporarilyUnavailable } as const
const byText = ({ fact: word }: RuleInput<PreSignUpEvent, string>) =>
  word?.startsWith('w') === true ? ({ kind: 'pass' } as const) : deny
const byNumber = ({ fact: count }: RuleInput<PreSignUpEvent, number>) =>
  count === 1 ? ({ kind: 'pass' } as const) : deny

test('a rule reads a fact of the type that its step yields', () => {
  const rule = defineRule({ ...head, fact, decide: byText })

  expect(definePreSignUp({ rules: [rule] }).rules).toEqual([rule])
})

test('a rule that takes a fact of another type compiles nowhere', () => {
  const mixed = { ...head, fact, decide: byNumber }
  const wordy = { ...head, decide: () => ({ kind: 'pass', effect: 1 }) as const }

  // @ts-expect-error The step yields text, the rule takes a number.
  expect(defineRule(mixed)).toBe(mixed)
  // @ts-expect-error Nor when the type is stated.
  expect(defineRule<string>(mixed)).toBe(mixed)
  // @ts-expect-error Nor when it is stated as any type: a method would be taken, a property is not.
  expect(defineRule<unknown>(mixed)).toBe(mixed)
  // @ts-expect-error Nor does a rule that reads its fact pass for any rule without `defineRule`.
  expect(definePreSignUp({ rules: [{ ...mixed, decide: byText }] }).rules).toHaveLength(1)
  // @ts-expect-error Nor one whose pass says what the trigger has no words for.
  expect(defineRule(wordy)).toBe(wordy)
})

test('a rule or a source that takes its fact without a type compiles nowhere', () => {
  const rule: Rule<PreSignUpEvent> = {
    ...head,
    fact,
    // @ts-expect-error It has none to read, not even whether there is one.
    decide: ({ fact: hidden }) => (hidden ? { kind: 'pass' } : deny),
  }
  const stated: Rule<PreSignUpEvent> = {
    ...head,
    fact,
    // @ts-expect-error Nor one whose type is stated.
    decide: ({ fact: hidden }: { readonly fact: string | undefined }) => (hidden === '' ? deny : deny),
  }
  const source: ClaimSource = {
    name: 'own',
    sources: ['TokenGeneration_Authentication'],
    claimNames: [],
    // @ts-expect-error Nor has a claim source.
    contribute: ({ fact: hidden }) => ({ dropped: hidden ? ['word'] : [] }),
  }

  expect([rule.fact, stated.fact, source.fact]).toEqual([fact, fact, undefined])
})

test('a step that needs more of the event than there is compiles nowhere', () => {
  const greedy = { ...fact, run: ({ password }: PreSignUpEvent & Password) => Promise.resolve(password) }
  const read = { ...fact, run: () => Promise.resolve('word') }
  const remembering = { ...read, lastKnown: ({ password }: PreTokenGenerationEvent & Password) => password }
  const own = { name: 'own', sources: ['TokenGeneration_Authentication'], claimNames: [] } as const
  const contribute = (input: ContributeInput<string>) => ({ dropped: [input.fact ?? ''] })

  // @ts-expect-error No event of pre sign-up has a password.
  expect(defineRule({ ...head, fact: greedy, decide: byText })).toHaveProperty('fact', greedy)
  // @ts-expect-error Nor in a rule that does not read its fact.
  expect(definePreSignUp({ rules: [{ ...head, fact: greedy, decide: () => deny }] }).rules).toHaveLength(1)
  // @ts-expect-error Nor has an event of pre token generation.
  expect(defineSource({ ...own, fact: remembering, contribute })).toHaveProperty('fact', remembering)
})

interface Password {
  readonly password: string
}

test('a claim source that takes a fact of another type compiles nowhere', () => {
  const own = { name: 'own', sources: ['TokenGeneration_Authentication'], claimNames: [] } as const
  const read: FactStep<PreTokenGenerationEvent, string> = { ...fact, run: () => Promise.resolve('word') }
  const byWord = {
    ...own,
    fact: read,
    contribute: (input: ContributeInput<string>) => ({ dropped: [input.fact ?? ''] }),
  }
  const byCount = {
    ...own,
    fact: read,
    contribute: (input: ContributeInput<number>) => ({ dropped: [`${input.fact}`] }),
  }

  expect(defineSource(byWord)).toBe(byWord)
  // @ts-expect-error The step yields text, the source takes a number.
  expect(defineSource(byCount)).toBe(byCount)
  // @ts-expect-error Nor when it is stated as any type.
  expect(defineSource<unknown>(byCount)).toBe(byCount)
  // @ts-expect-error Nor does a source that reads its fact pass for any source without `defineSource`.
  expect(definePreTokenGeneration({ claims: [byWord] }).claims).toHaveLength(1)
})
