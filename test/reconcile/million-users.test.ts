/** A million users, or a part of them, are walked and provisioned under the pool's quotas, and a walk that is killed goes on where it stood. */
import { expect, test } from 'vitest'
import { walkPool, type WalkOptions } from '../../cli/provisioning/walk.ts'
import { readCheckpoint } from '../../triggers/provisioning-worker/input.ts'
import { createWorkerFleet } from './worker-fleet.ts'
import { beginReconcile, type ReconcileCheckpoint } from '../../triggers/provisioning-worker/reconcile.ts'
import { createRandom } from '../support/seeded-random.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { busiestSecond, createFakePool, type FakePool, poolId } from './fake-pool.ts'
import { runs } from '../support/run-counts.ts'

/** ListUsers has 30 requests a second for the account and Region, admin writes 25, and sign-ups need theirs. */
const listQuota = 30
const adminQuota = 25
const forSignUps = 10

class KilledError extends Error {
  override readonly name = 'KilledError'
}

/** Runs a walk until it is done, or dies after this many pages. The checkpoint is what a file would hold. */
async function walk(
  pool: FakePool,
  clock: VirtualClock,
  from: ReconcileCheckpoint,
  options: Partial<WalkOptions> & { readonly diesAfterPages?: number } = {},
): Promise<ReconcileCheckpoint> {
  const { diesAfterPages = Number.POSITIVE_INFINITY, ...rest } = options
  let saved = JSON.stringify(from)
  let pages = 0
  const walking = walkPool({
    config: pool.config,
    from,
    region: 'eu-west-1',
    isDryRun: false,
    clock,
    random: () => 0.5,
    async onPage(checkpoint) {
      pages += 1
      // Killed before it could save this page: the page is done again.
      if (pages > diesAfterPages) throw new KilledError()
      saved = JSON.stringify(checkpoint)
    },
    ...rest,
  })
  await clock.runUntil(
    walking.catch((error: unknown) => {
      if (!(error instanceof KilledError)) throw error
    }),
  )
  return readCheckpoint(JSON.parse(saved))
}

const size = runs({ few: 100_000, full: 1_000_000 })

test(`${size} users, a thirty-third without a record: under the quotas, killed five times, everybody once`, async () => {
  const clock = createVirtualClock()
  const random = createRandom(6)
  const isProvisioned = (ordinal: number): boolean => ordinal % 33 !== 0
  const pool = createFakePool({
    clock,
    size,
    isProvisioned,
    isThrottled: (call) => call % 500 === 0,
  })

  const fleet = createWorkerFleet({ clock, groupsOf: (ordinal) => (ordinal % 10 === 0 ? 8 : 0) })
  const config = fleet.follow(pool.config)

  let checkpoint = beginReconcile(poolId)
  for (let kill = 0; kill < 5; kill += 1) {
    const diesAfterPages = 1 + Math.floor(random() * (size / 333))
    checkpoint = await walk(pool, clock, checkpoint, { config, diesAfterPages })
    expect(checkpoint.isDone).toBe(false)
  }
  checkpoint = await walk(pool, clock, checkpoint, { config })
  await clock.runUntil(fleet.finish())

  const missing = Math.ceil(size / 33)
  expect(checkpoint.isDone).toBe(true)
  expect(checkpoint.counts.seen).toBe(size)
  expect(checkpoint.counts.provisioned + checkpoint.counts.opened).toBe(size)
  expect(pool.opened).toHaveLength(missing)
  expect(new Set(pool.opened).size).toBe(missing)
  expect(busiestSecond(pool.listedAtMs)).toBeLessThanOrEqual(listQuota / 2)
  expect(busiestSecond(pool.openedAtMs)).toBeLessThanOrEqual(adminQuota / 2)
  const invited = pool.opened.filter((ordinal) => ordinal % 10 === 0).length
  expect(fleet.addedAtMs).toHaveLength(missing + 8 * invited)
  expect(new Set(fleet.added).size).toBe(missing + 8 * invited)
  expect(busiestSecond(fleet.addedAtMs)).toBeLessThanOrEqual(config.copies * config.adminWritesPerSecond)
  expect(busiestSecond(fleet.addedAtMs)).toBeLessThanOrEqual(adminQuota - forSignUps)
})

test('a dry run hands nobody to the worker and counts them', async () => {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, size: 1_000, isProvisioned: (ordinal) => ordinal >= 300 })

  const checkpoint = await walk(pool, clock, beginReconcile(poolId), { isDryRun: true })

  expect(pool.opened).toEqual([])
  expect(checkpoint.counts).toMatchObject({ seen: 1_000, opened: 300, provisioned: 700 })
  expect(checkpoint.effects).toEqual({ 'default-group': 300 })
})

test('a page that is throttled is tried again, later each time, and given up after six tries', async () => {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, size: 100, isProvisioned: () => true, isThrottled: () => true })

  await expect(walk(pool, clock, beginReconcile(poolId))).rejects.toMatchObject({
    code: 'TooManyRequestsException',
  })

  const waits = pool.listedAtMs.slice(1).map((ms, index) => ms - (pool.listedAtMs[index] ?? 0))
  expect(waits).toEqual([830, 1_580, 3_080, 6_080, 12_080])
})

test('a page token that has become too old begins the walk anew, and nobody is handed on twice', async () => {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, size: 600, isProvisioned: () => false })
  const stopped = await walk(pool, clock, beginReconcile(poolId), { diesAfterPages: 4 })
  let isRefused = true
  const { users } = pool.config
  const config = {
    ...pool.config,
    users: {
      ...users,
      listUsers: async (...args: Parameters<typeof users.listUsers>) => {
        if (!isRefused) return users.listUsers(...args)
        isRefused = false
        throw Object.assign(new Error('token'), { code: 'InvalidParameterException' })
      },
    },
  }

  const checkpoint = await walk(pool, clock, stopped, { config })

  expect(checkpoint.restarts).toBe(1)
  expect(checkpoint.counts.seen).toBe(600)
  expect(new Set(pool.opened).size).toBe(600)
  expect(pool.opened).toHaveLength(600)
})
