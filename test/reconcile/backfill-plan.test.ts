/** What `backfill --plan` says is what a walk takes, on the virtual clock. */
import { expect, test } from 'vitest'
import { drawBackfillPlan, planBackfill } from '../../cli/provisioning/backfill-plan.ts'
import { walkPool } from '../../cli/provisioning/walk.ts'
import { createPaint } from '../../cli/terminal.ts'
import { beginReconcile } from '../../triggers/provisioning-worker/reconcile.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { createFakePool, poolId } from './fake-pool.ts'

test('users without a record are handed over as fast as planned', async () => {
  const clock = createVirtualClock()
  const size = 3_000
  const pool = createFakePool({ clock, size, isProvisioned: () => false })
  const { config } = pool
  const plan = planBackfill(config, size)
  const startedAtMs = clock.monotonicMs()

  await clock.runUntil(
    walkPool({
      config,
      from: beginReconcile(poolId),
      region: 'eu-west-1',
      isDryRun: false,
      clock,
      random: () => 0.5,
      onPage: async () => {},
    }),
  )
  const walkedS = (clock.monotonicMs() - startedAtMs) / 1_000

  expect(walkedS / plan.seconds).toBeCloseTo(1, 1)
})

test('the plan of a million users names what bounds it', () => {
  const { config } = createFakePool({ clock: createVirtualClock(), size: 1, isProvisioned: () => true })
  const plan = planBackfill(config, 1_000_000)

  expect(drawBackfillPlan(createPaint({ write: () => true }), plan)).toMatchInlineSnapshot(`
    "1,000,000 users without a record take 27.8 h at the rates of the suite
                                   how many  a second    time
      pages of the pool              16,667        10  28 min
      users handed to the worker  1,000,000        10  27.8 h
      group writes                1,000,000        15  18.5 h

    Group writes at other rates
                                               how many  a second    time
      what the worker may use of the quota    1,000,000        15  18.5 h
      the whole quota, while nobody signs up  1,000,000        25  11.1 h

    Cognito bounds them for the account and Region, and does not raise that: no other tool is faster.
    Claims that a token takes from the table need no group write: see docs/guide/many-users.md.

    By one job of S3 Batch Operations, with a report of every user: \`backfill --manifest\`
                                   how many  a second    time
      at the construct’s default  1,000,000         5  55.6 h
      at most                     1,000,000        15  18.5 h

                                how many          each  dollars
      S3, jobs                         1          0.25     0.25
      S3, million tasks                1             1     1.00
      Lambda, million requests         2           0.2     0.40
      Lambda, GB-seconds         175,000  0.0000133334     2.33
      write units, millions           12         0.625     7.50
      logs at 4 KB a task, GB          4           0.5     2.00
      all                                                 13.48"
  `)
})
