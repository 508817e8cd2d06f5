import { describe, expect, test } from 'vitest'
import { signUpClosed, temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { createHarness } from '../../../triggers/testing/trigger-harness.ts'

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
  ['an effect as a word', { kind: 'pass', effect: 'write' }],
  ['an effect without its facts', { kind: 'pass', effect: { name: 'write', idempotencyKey: 'key' } }],
  ['an effect without its key', { kind: 'pass', effect: { name: 'write', facts: {} } }],
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

describe('the effect of a rule', () => {
  const effect = { name: 'write', idempotencyKey: 'key', facts: {} }

  async function perform(outcome: unknown, given = effect, policy: 'deny' | 'use' = 'deny') {
    const rule: PreSignUpRule = {
      name: 'own',
      sources: ['PreSignUp_SignUp'],
      decide: () => ({ kind: 'pass', effect: given }),
      effect: {
        step: {
          name: 'write',
          dependency: { name: 'table' },
          actions: [],
          budgetMs: 100,
          attempts: 1,
          onFailure:
            policy === 'deny'
              ? { kind: 'deny', denial: temporarilyUnavailable }
              : { kind: 'use', value: 'done' },
          // As JavaScript would, where nothing is compiled.
          run: () => JSON.parse(JSON.stringify({ outcome })).outcome,
        },
        refusal: (ended) => (ended === 'refused' ? signUpClosed : undefined),
      },
    }
    return ask(rule)
  }

  test.each(['Done', 'denied', '', true, null, undefined, {}, ['done']])(
    'that comes to %j has failed, which its policy decides about and the report shows',
    async (outcome) => {
      const denied = await perform(outcome)
      const used = await perform(outcome, effect, 'use')

      expect([denied.kind, used.kind]).toEqual(['threw', 'returned'])
      for (const { report } of [denied, used]) {
        expect(report).toMatchObject({
          StepFailed: 1,
          steps: [{ name: 'write', outcome: 'failed', cause: 'no_outcome' }],
        })
      }
    },
  )

  test('of a name that no rule declares lets nobody in, and is a defect', async () => {
    const { kind, report } = await perform('done', { ...effect, name: 'wirte' })

    expect(kind).toBe('threw')
    expect(report).toMatchObject({ outcome: 'failed', cause: 'no_effect' })
  })

  test('that is done lets in', async () => {
    expect((await perform('done')).kind).toBe('returned')
  })

  test('has an outcome for its failure', () => {
    const step = {
      name: 'w',
      dependency: { name: 'table' },
      actions: [],
      budgetMs: 1,
      attempts: 1,
      run() {},
    }
    const rule = ruleThatSays({ kind: 'pass' })
    const own = Object.assign(rule, {
      effect: { step: { ...step, onFailure: { kind: 'use', value: 'Done' } }, refusal: () => undefined },
    })

    expect(() => definePreSignUp({ rules: [own] })).toThrow(
      "effect.step.onFailure.value must be 'done', 'refused' or 'failed', not 'Done': did you mean 'done'?",
    )
  })
})
