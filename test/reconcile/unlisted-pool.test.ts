/** Users who were handed over without effects while the pool does not list them, or does not answer. */
import { describe, expect, test } from 'vitest'
import { lookUpsUntilGone } from '../../triggers/provisioning-worker/list-effects.ts'
import type { FaultKind } from '../faults/sandbox.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createScene, keyOf, poolUserOf, statesIn, sub } from './unlisted-scene.ts'

type Scene = ReturnType<typeof createScene>

const done = { 'first-inline': 'done', second: 'done' }

describe.each([
  ['does not have', (scene: Scene) => scene.pool.clear()],
  [
    'has as unconfirmed',
    (scene: Scene) => scene.pool.set(sub, poolUserOf(scene.clock, sub, { status: 'UNCONFIRMED' })),
  ],
])('a user whom the list %s', (_, lag) => {
  test('is looked for again, since the list lags behind, and provisioned when it has caught up', async () => {
    const scene = createScene()
    lag(scene)
    await scene.handOver()

    await scene.stream()
    const [first] = scene.report().steps
    const isStillDue = scene.records.due.has(keyOf(sub).pk)
    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    await scene.sleep(5_000)
    await scene.sweep()

    expect(first).toMatchObject({
      name: 'user-list',
      outcome: 'failed',
      policy: 'defer',
      cause: 'user_not_listed',
    })
    expect(isStillDue).toBe(true)
    expect(statesIn(scene.record())).toEqual(done)
  })

  test('counts as gone after five look-ups in over a minute, and is seen again when they are there after all', async () => {
    const scene = createScene()
    lag(scene)
    await scene.handOver()

    for (let look = 1; look <= lookUpsUntilGone; look += 1) {
      expect(scene.record()).toHaveProperty('unlisted')
      await scene.sweep()
      if (look < lookUpsUntilGone)
        await scene.sleep((scene.records.due.get(keyOf(sub).pk) ?? 0) - scene.clock.epochMs())
    }

    expect(scene.lookUpsAtMs).toHaveLength(lookUpsUntilGone)
    expect((scene.lookUpsAtMs.at(-1) ?? 0) - (scene.lookUpsAtMs[0] ?? 0)).toBeGreaterThanOrEqual(75_000)
    expect([scene.record(), scene.acts, scene.records.due.size]).toEqual([undefined, [], 0])
    expect(scene.report()).toMatchObject({ users: [{ end: 'none' }] })

    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    await scene.reconcile()
    await scene.sweepUntilFinished()
    expect(statesIn(scene.record())).toEqual(done)
  })
})

describe.each([
  ['hang', 'timeout', undefined],
  ['throttle', 'failed', 'TooManyRequestsException'],
  ['outage', 'failed', 'ECONNREFUSED'],
] as const)('while the pool has %s', (fault, outcome, cause) => {
  const createTroubled = () => {
    const pool: { fault: FaultKind } = { fault }
    const scene = createScene({ faultOf: (called) => (called === 'user-pool' ? pool.fault : 'none') })
    return { scene, pool }
  }

  test('the user waits longer each time, the report says why, and all is done once when it is back', async () => {
    const { scene, pool } = createTroubled()
    await scene.handOver()
    const waits: number[] = []

    await scene.stream()
    const report = scene.report()
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      const waitMs = (scene.records.due.get(keyOf(sub).pk) ?? 0) - scene.clock.epochMs()
      waits.push(waitMs)
      await scene.sleep(waitMs - 100)
      await scene.stream()
      expect(scene.lookUpsAtMs).toHaveLength(attempt)
      await scene.sleep(100)
      await scene.sweep()
    }
    pool.fault = 'none'
    await scene.sweepUntilFinished()

    expect(report).toMatchObject({ EffectRetried: 1, EffectPerformed: 0, users: [{ end: 'due' }] })
    expect(report.steps).toEqual([expect.objectContaining({ name: 'user-list', outcome, policy: 'defer' })])
    expect(report.steps[0].cause).toBe(cause)
    expect(waits[0]).toBeGreaterThan(4_000)
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(waits.at(-1)).toBeGreaterThan(1_200_000)
    expect(scene.acts).toHaveLength(2)
    expect(statesIn(scene.record())).toEqual(done)
  })

  test('what a confirmation enrolled is performed all the same, and the record stays due', async () => {
    const { scene, pool } = createTroubled()
    await scene.handOver()
    const ledger = createMemoryLedger(undefined, scene.records)
    const entry = { name: 'second', facts: {} }
    await ledger.enroll(keyOf(sub), entry, scene.clock.epochMs(), createCall())

    await scene.stream()
    const before = statesIn(scene.record())
    const isStillDue = scene.records.due.has(keyOf(sub).pk)
    pool.fault = 'none'
    await scene.sweepUntilFinished()

    expect(before).toEqual({ second: 'done' })
    expect(isStillDue).toBe(true)
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.acts).toHaveLength(2)
  })
})
