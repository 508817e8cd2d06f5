/** What the walk of a terminal asks for again, and what it does not. */
import { expect, test } from 'vitest'
import { walkPool } from '../../cli/provisioning/walk.ts'
import { ServiceError } from '../../triggers/adapters/service-error.ts'
import { beginReconcile } from '../../triggers/provisioning-worker/reconcile.ts'
import { createVirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { createFakePool, poolId } from './fake-pool.ts'

test.each([
  ['refused', 'AccessDeniedException', 1],
  ['throttled', 'TooManyRequestsException', 6],
] as const)('a page that is %s (%s) is asked for %d times', async (fault, exception, times) => {
  const clock = createVirtualClock()
  const { config } = createFakePool({ clock, size: 60, isProvisioned: () => true })
  let asked = 0
  const listUsers = () => {
    asked += 1
    return Promise.reject(new ServiceError('user-pool', fault, { exception }))
  }

  const walk = walkPool({
    config: { ...config, users: { ...config.users, listUsers } },
    from: beginReconcile(poolId),
    region: 'eu-west-1',
    isDryRun: false,
    clock,
    random: () => 0.5,
    onPage: async () => {},
  })

  await expect(clock.runUntil(walk)).rejects.toMatchObject({ cause: { exception } })
  expect(asked).toBe(times)
})
