/** A plan whose slowest path does not fit its limit must not be synthesized. */
import { expect, test } from 'vitest'

import { shippedPlans, synthesizeSuite } from './synthesize-suite.ts'

test('synthesis fails with the arithmetic shown when a slowest path exceeds its limit', () => {
  const proofs = [
    { trigger: 'pre-sign-up', totalMs: 900, limitMs: 4000, arithmetic: 'gather 900 ms' },
    {
      trigger: 'post-confirmation',
      totalMs: 4300,
      limitMs: 4000,
      arithmetic: 'gather 1,300 ms + perform 3,000 ms',
    },
  ]

  const build = () => synthesizeSuite({ plans: { ...shippedPlans(), proofs } })

  expect(build).toThrow(
    new TypeError(
      'The slowest path of post-confirmation takes 4,300 ms, more than its limit of 4,000 ms (gather 1,300 ms + perform 3,000 ms): lower a budget or an attempt count in triggers/post-confirmation/plan.ts.',
    ),
  )
})

test('synthesis passes when a slowest path just fits its limit', () => {
  const proofs = [{ trigger: 'pre-sign-up', totalMs: 4000, limitMs: 4000, arithmetic: 'gather 4,000 ms' }]

  const build = () => synthesizeSuite({ plans: { ...shippedPlans(), proofs } })

  expect(build).not.toThrow()
})
