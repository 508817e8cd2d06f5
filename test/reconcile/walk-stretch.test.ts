/** One call's stretch of a walk: what it keeps when a page fails, and which rates it can be held to. */
import { expect, test } from 'vitest'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { defineProvisioningWorker, type WorkerConfig } from '../../triggers/provisioning-worker/config.ts'
import { createWorker } from '../../triggers/provisioning-worker/run.ts'
import { createVirtualClock, type VirtualClock } from '../../triggers/testing/virtual-clock.ts'
import { createFakePool, type FakePool, type FakePoolOptions, poolId } from './fake-pool.ts'
import { contextOf, createWorkerRuntime } from '../support/worker-runtime.ts'

const begin = { kind: 'reconcile', checkpoint: { userPoolId: poolId } }

type Options = Parameters<typeof defineProvisioningWorker>[0]

interface Scene {
  readonly clock: VirtualClock
  readonly pool: FakePool
  readonly lines: readonly string[]
  run(input: unknown): Promise<unknown>
}

function createScene(given: Omit<FakePoolOptions, 'clock'>, options: Partial<Options> = {}): Scene {
  const clock = createVirtualClock()
  const pool = createFakePool({ clock, ...given })
  const lines: string[] = []
  const worker = createWorker(withOptions(pool.config, options), createWorkerRuntime(clock, lines))
  return {
    clock,
    pool,
    lines,
    run: (input) => clock.runUntil(worker(input, contextOf(clock))),
  }
}

function withOptions(
  { ledger, effects, index, users }: WorkerConfig,
  options: Partial<Options>,
): WorkerConfig {
  const postConfirmation = definePostConfirmation({ ledger, effects })
  return defineProvisioningWorker({ postConfirmation, index, users, ...options })
}

test('a walk whose third page fails gives back the first two, and says why it stopped', async () => {
  const scene = createScene({ size: 600, isProvisioned: () => true, isThrottled: (call) => call === 3 })

  const answer = await scene.run(begin)

  expect(answer).toMatchObject({
    kind: 'reconcile',
    checkpoint: { isDone: false, pages: 2, nextToken: '120', counts: { seen: 120 } },
  })
  expect(JSON.parse(scene.lines.at(-1) ?? '')).toMatchObject({
    outcome: 'done',
    cause: 'TooManyRequestsException',
    reconcile: { pages: 2 },
    WorkerFailed: 0,
  })
  expect(await scene.run(answer)).toMatchObject({ checkpoint: { isDone: true, counts: { seen: 600 } } })
})

test('a walk whose first page fails throws, so that the workflow waits before it tries again', async () => {
  const scene = createScene({ size: 600, isProvisioned: () => true, isThrottled: (call) => call === 1 })

  await expect(scene.run(begin)).rejects.toMatchObject({ code: 'TooManyRequestsException' })

  expect(JSON.parse(scene.lines.at(-1) ?? '')).toMatchObject({ outcome: 'failed', WorkerFailed: 1 })
})

test('a user for whom an effect throws stops nobody else, rings the alarm, and is looked at again', async () => {
  let broken = 70
  const scene = createScene({
    size: 180,
    isProvisioned: () => false,
    isBroken: (ordinal) => ordinal === broken,
  })

  const answer = await scene.run(begin)

  expect(answer).toMatchObject({
    checkpoint: { isDone: true, counts: { seen: 180, opened: 179, broken: 1 } },
  })
  expect(JSON.parse(scene.lines.at(-1) ?? '')).toMatchObject({
    level: 'ERROR',
    EffectFailed: 1,
    users: [{ user: expect.any(String), end: 'unknown', cause: 'TypeError' }],
    reconcile: { counts: { broken: 1 } },
  })
  expect(scene.lines.join()).not.toContain('70@example.com')
  broken = -1
  expect(await scene.run(begin)).toMatchObject({
    checkpoint: { counts: { provisioned: 179, opened: 1, broken: 0 } },
  })
})

test.each([2, 5, 10, 1_000])(
  'a walk at %d users a second gets to its end, and no call runs out of time',
  async (rate) => {
    const scene = createScene(
      { size: 300, isProvisioned: () => false },
      { reconcile: { usersPerSecond: rate } },
    )

    let answer: unknown = begin
    const tookMs: number[] = []
    while (Object(answer).checkpoint.isDone !== true) {
      const startedAtMs = scene.clock.monotonicMs()
      answer = await scene.run(answer)
      tookMs.push(scene.clock.monotonicMs() - startedAtMs)
    }

    expect(Object(answer).checkpoint.counts).toMatchObject({ seen: 300, opened: 300, underWay: 0 })
    expect(Math.max(...tookMs)).toBeLessThan(59_000)
  },
)

test.each([
  [{ usersPerSecond: 1 }, 'may take 80100 ms at usersPerSecond 1'],
  [{ pagesPerSecond: 0.02 }, 'may take 76000 ms at usersPerSecond 10 and pagesPerSecond 0.02'],
])('a walk that cannot do one page in one call is refused: %o', (reconcile, arithmetic) => {
  expect(() => createScene({ size: 1, isProvisioned: () => true }, { reconcile })).toThrow(arithmetic)
})

test.each([
  [{}, 3],
  [{ adminWritesPerSecond: 7 }, 2],
  [{ adminWritesPerSecond: 12 }, 1],
  [{ lookUpsPerSecond: 7 }, 2],
  [{ adminWritesPerSecond: 25 }, 1],
  [{ copies: 5, adminWritesPerSecond: 3, lookUpsPerSecond: 2 }, 5],
])('copies are as many as leave the sign-ups enough of the quotas: %o makes %d', (options, copies) => {
  const { config } = createFakePool({ clock: createVirtualClock(), size: 1, isProvisioned: () => true })

  expect(withOptions(config, options).copies).toBe(copies)
})

test.each([
  [{ copies: 4 }, "4 copies with 5 admin writes a second each make 20, and may make 15 of Cognito's 25"],
  [{ copies: 3, lookUpsPerSecond: 6 }, "make 22 requests for users, and may make 20 of Cognito's 30"],
  [{ copies: 3, reconcile: { pagesPerSecond: 11 } }, 'one of them reading 11 pages, make 21'],
  [{ copies: 0 }, 'copies must be a whole number from 1 to 1000, not 0'],
  [{ copies: 1.5 }, 'copies must be a whole number from 1 to 1000, not 1.5'],
])('copies that together ask too much of Cognito are refused: %o', (options, reason) => {
  const { config } = createFakePool({ clock: createVirtualClock(), size: 1, isProvisioned: () => true })

  expect(() => withOptions(config, options)).toThrow(reason)
})
