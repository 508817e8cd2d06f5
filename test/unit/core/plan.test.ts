import { describe, expect, test } from 'vitest'
import { checkPlan, functionTimeoutMs, type PlannedStep, provePlan } from '../../../triggers/core/plan.ts'
import { returnReserveMs } from '../../../triggers/core/deadline.ts'

const step = (name: string, budgetMs: number): PlannedStep => ({
  name,
  dependency: 'table',
  actions: [],
  budgetMs,
  attempts: 1,
  onFailure: { kind: 'defer' },
})

describe('provePlan', () => {
  test('a plan costs the slowest step of each phase, one phase after the other', () => {
    const proof = provePlan({
      trigger: 'post-confirmation',
      phases: [
        { stage: 'gather', steps: [step('a', 100), step('b', 300)] },
        { stage: 'perform', steps: [] },
        { stage: 'perform', steps: [step('c', 200)] },
      ],
    })

    expect(proof.totalMs).toBe(500)
    expect(proof.limitMs).toBe(functionTimeoutMs - returnReserveMs)
    expect(proof.arithmetic).toBe(
      'post-confirmation: b 300 + c 200 = 500 ms <= 3800 ms (function timeout 4000 - reserve 200)',
    )
  })

  test('a plan over the limit shows that it is', () => {
    const proof = provePlan({
      trigger: 'pre-sign-up',
      phases: [{ stage: 'gather', steps: [step('slow', 3_900)] }],
    })

    expect(proof.totalMs).toBeGreaterThan(proof.limitMs)
    expect(proof.arithmetic).toContain('slow 3900 = 3900 ms > 3800 ms')
  })
})

describe('checkPlan', () => {
  const check = (steps: readonly PlannedStep[]) => () =>
    checkPlan({ trigger: 'pre-sign-up', phases: [{ stage: 'gather', steps }] })

  test.each([
    [
      'a budget of 0',
      [step('a', 0)],
      'pre-sign-up step a: budgetMs must be a whole number from 1 to 4000, not 0',
    ],
    [
      'a fraction',
      [step('a', 1.5)],
      'pre-sign-up step a: budgetMs must be a whole number from 1 to 4000, not 1.5',
    ],
    ['no number', [step('a', Number.NaN)], 'budgetMs must be a whole number from 1 to 4000, not NaN'],
    [
      'no attempts',
      [{ ...step('a', 10), attempts: 0 }],
      'attempts must be a whole number from 1 to 5, not 0',
    ],
    ['a name used twice', [step('a', 10), step('a', 10)], 'pre-sign-up step a: the name is used twice'],
    ['a name with spaces', [step('a b', 10)], 'a name is kebab-case'],
  ])('%s is refused by name and rule', (_, steps, message) => {
    expect(check(steps)).toThrow(TypeError)
    expect(check(steps)).toThrow(message)
  })
})
