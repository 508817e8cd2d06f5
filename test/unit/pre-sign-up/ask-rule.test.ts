import { expect, test } from 'vitest'
import { signUpClosed } from '../../../triggers/core/denial-catalogue.ts'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import { definePreSignUp, type PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { eventFixture } from '../../support/event-fixtures.ts'
import { createHarness } from '../../support/trigger-harness.ts'

const noVerdicts: readonly (readonly [string, unknown])[] = [
  ['a promise', Promise.resolve({ kind: 'deny', denial: signUpClosed })],
  ['another case', { kind: 'Deny', denial: signUpClosed }],
  ['another word', { kind: 'denied', denial: signUpClosed }],
  ['a misspelled name', { kind: 'pass', denail: signUpClosed }],
  ['a denial that passes', { kind: 'pass', denial: signUpClosed }],
  ['a denial without its denial', { kind: 'deny' }],
  ['a denial by its code', { kind: 'deny', denial: 'sign_up_closed' }],
  ['a flag as text', { kind: 'pass', response: { autoConfirmUser: 'false' } }],
  ['a response as a list', { kind: 'pass', response: [] }],
  ['true', true],
  ['a word', 'deny'],
  ['a list', [{ kind: 'pass' }]],
  ['null', null],
  ['nothing', undefined],
]

function ruleThatSays(verdict: unknown): PreSignUpRule {
  const rule: PreSignUpRule = { name: 'own', sources: ['PreSignUp_SignUp'], decide: () => ({ kind: 'pass' }) }
  // As JavaScript would, where nothing is compiled.
  return Object.assign(rule, { decide: () => verdict })
}

async function ask(rule: PreSignUpRule) {
  const harness = createHarness(preSignUpTrigger(definePreSignUp({ rules: [rule] })))
  const { kind } = await harness.invoke(eventFixture('PreSignUp_SignUp'))
  return { kind, report: harness.reports.at(-1) }
}

test.each(noVerdicts)('a rule that says %s lets nobody in, and is a defect', async (_, verdict) => {
  const { kind, report } = await ask(ruleThatSays(verdict))

  expect(kind).toBe('threw')
  expect(report).toMatchObject({ outcome: 'failed', cause: 'no_verdict' })
})

test.each(noVerdicts)('an observed rule that says %s is reported as a defect', async (_, verdict) => {
  const { kind, report } = await ask(observe(ruleThatSays(verdict)))

  expect(kind).not.toBe('threw')
  expect(report).toMatchObject({ notes: { observed: ['own: defect no_verdict'] } })
})

test.each([
  { kind: 'pass' },
  { kind: 'pass', response: undefined, effect: undefined },
  { kind: 'pass', response: { autoConfirmUser: false } },
])('a rule may say %j', async (verdict) => {
  expect((await ask(ruleThatSays(verdict))).kind).not.toBe('threw')
})
