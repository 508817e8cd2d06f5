/** How often the alarms of a rollout are wrong, by simulation of the metrics that they read. */
import { describe, expect, test } from 'vitest'

import { parseExpression } from '../../scripts/rollout-simulation/expression.ts'
import { readRollouts } from '../../scripts/rollout-simulation/read-rollouts.ts'
import { share, simulate, waveFrom } from '../../scripts/rollout-simulation/simulate.ts'
import { synthesizeSuite } from './synthesize-suite.ts'

const runs = { runs: 250, seed: 7 }
const rates = [1, 5, 50]

function rolloutOf(rollout: 'linear' | 'canary') {
  const { template } = synthesizeSuite({ rollout }, 'prod')
  const found = readRollouts(template.toJSON()).find(({ id }) => id.includes('PreSignUp'))
  if (found === undefined) throw new TypeError('The template rolls out no pre sign-up.')
  return found
}

describe('linear', () => {
  const rollout = rolloutOf('linear')
  const ended = (scenario: Parameters<typeof simulate>[1], callsPerMinute: number): number =>
    simulate(rollout, scenario, { ...runs, callsPerMinute }).ended

  test.each(['defect', 'step-failed', 'crash', 'slow'] as const)(
    'a version that ends every call as %s is rolled back in 99 of 100 rollouts with a call a minute, else always',
    (end) => {
      const seen = rates.map((rate) => ended(share(end, 1, end), rate))

      expect(seen[0]).toBeGreaterThanOrEqual(0.99)
      expect(seen.slice(1)).toEqual([1, 1])
    },
  )

  test.each(['defect', 'step-failed', 'crash', 'slow'] as const)(
    'one call in 5 that ends as %s is enough from 5 a minute on',
    (end) => {
      expect(rates.slice(1).map((rate) => ended(share(end, 0.2, end), rate) >= 0.97)).toEqual([true, true])
    },
  )

  test.each(['defect', 'step-failed', 'crash', 'slow'] as const)(
    'one call in 1,000 that ends as %s is no reason',
    (end) => {
      expect(Math.max(...rates.map((rate) => ended(share(end, 0.001, end), rate)))).toBeLessThanOrEqual(0.01)
    },
  )

  test.each([0, 12])('a wave of denials from minute %i on is none', (from) => {
    expect(Math.max(...rates.map((rate) => ended(waveFrom(from), rate)))).toBeLessThanOrEqual(0.01)
  })
})

test('a canary of a tenth sees too little of a pool with a call a minute, and enough from 5 on', () => {
  const rollout = rolloutOf('canary')

  const ended = rates.map(
    (callsPerMinute) => simulate(rollout, share('defect', 1, 'defect'), { ...runs, callsPerMinute }).ended,
  )

  expect(ended[0]).toBeLessThan(0.9)
  expect(ended.slice(1)).toEqual([1, 1])
})

describe('metric math', () => {
  const metrics: Readonly<Record<string, number>> = { bad: 3, calls: 12, zero: 0 }
  const valueOf = (text: string) => parseExpression(text)((id) => metrics[id])

  test.each([
    ['IF(bad >= 2, 100 * bad / calls, 0)', 25],
    ['IF(bad >= 4, 100 * bad / calls, 0)', 0],
    ['100 * (calls - FILL(denied, 0) - FILL(bad, 0)) / calls', 75],
    ['calls - bad - bad', 6],
    ['calls - denied', undefined],
    ['bad / zero', undefined],
  ])('%s is %s', (text, value) => {
    expect(valueOf(text)).toBe(value)
  })

  test.each(['SUM(METRICS())', 'bad >', '1 + (2', 'IF(bad, 1)', 'bad bad'])('%s is not simulated', (text) => {
    expect(() => valueOf(text)).toThrow(TypeError)
  })
})
