/** Users who were handed over without effects: what the worker makes of them, and that none is lost. */
import { describe, expect, test } from 'vitest'
import { failedEffectsOf } from '../../triggers/provisioning-worker/replay.ts'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { busiestSecond } from './fake-pool.ts'
import { createScene, keyOf, poolUserOf, statesIn, streamOf, sub, userPoolId } from './unlisted-scene.ts'

const done = { 'first-inline': 'done', second: 'done' }

describe('a user who was handed over', () => {
  test('is looked up, and every effect that is due is performed in the same run', async () => {
    const scene = createScene()
    await scene.handOver()

    await scene.stream()

    expect(scene.acts).toEqual([`${userPoolId}#${sub}#first-inline`, `${userPoolId}#${sub}#second`])
    expect(scene.users).toContainEqual({
      userPoolId,
      sub,
      userName: sub,
      region: 'eu-west-1',
      source: 'Reconcile',
      facts: { email: 'jane@example.com' },
      findCreatedAtMs: expect.any(Function),
    })
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.record()).not.toHaveProperty('unlisted')
    expect(scene.records.due.size).toBe(0)
    expect(scene.lookUpsAtMs).toHaveLength(1)
    expect(scene.report()).toMatchObject({
      Provisioned: 1,
      EffectPerformed: 2,
      EffectRetried: 0,
      users: [{ end: 'finished' }],
    })
    expect(scene.report().steps[0]).toMatchObject({ name: 'user-list', outcome: 'ok' })
    expect(scene.lines.join('')).not.toMatch(/jane|6a4f2c1e/)
  })

  test('is described to effects exactly as by reconcile', async () => {
    const scene = createScene()
    const other = createScene()
    await scene.handOver()

    await scene.stream()
    await other.reconcile()

    expect(scene.remembered).toHaveLength(2)
    expect(scene.remembered).toEqual(other.remembered)
    expect(scene.remembered[0]?.userAttributes.get('cognito:user_status')).toBe('CONFIRMED')
  })

  test('does not wait for the age that reconcile asks for', async () => {
    const scene = createScene()
    const nowMs = scene.clock.epochMs()
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { createdAtMs: nowMs, modifiedAtMs: nowMs }))
    await scene.handOver()

    await scene.stream()

    expect(statesIn(scene.record())).toEqual(done)
  })

  test('who is disabled is withdrawn, and provisioned once they are back: by the next token', async () => {
    const scene = createScene()
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { isEnabled: false }))
    await scene.handOver()

    await scene.stream()
    const [withdrawn, due, report] = [scene.record(), scene.records.due.size, scene.report()]
    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    const again = await scene.handOver()
    await scene.stream()

    expect([withdrawn, due]).toEqual([undefined, 0])
    expect(report).toMatchObject({ users: [{ end: 'none' }], EffectFailed: 0, EffectRetried: 0 })
    expect(again).toBe('written')
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.acts).toHaveLength(2)
  })

  test('who is disabled is withdrawn, and provisioned once they are back: by reconcile', async () => {
    const scene = createScene()
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { isEnabled: false }))
    await scene.handOver()

    await scene.stream()
    await scene.reconcile()
    const counts = scene.report().reconcile.counts
    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    await scene.reconcile()
    await scene.sweepUntilFinished()

    expect(counts).toMatchObject({ skipped: 1, opened: 0 })
    expect(statesIn(scene.record())).toEqual(done)
  })

  test('who is disabled stays on the index when the record cannot be withdrawn', async () => {
    let isRefused = true
    const scene = createScene({
      faultOf: (_, operation) => (isRefused && operation === 'withdraw' ? 'error' : 'none'),
    })
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { isEnabled: false }))
    await scene.handOver()

    await scene.stream()
    const [report, waitMs] = [
      scene.report(),
      (scene.records.due.get(keyOf(sub).pk) ?? 0) - scene.clock.epochMs(),
    ]
    isRefused = false
    await scene.sweepUntilFinished()

    expect(report).toMatchObject({
      users: [{ end: 'due', cause: 'InternalErrorException' }],
      EffectRetried: 1,
    })
    expect(waitMs).toBeGreaterThan(4_000)
    expect(scene.record()).toBeUndefined()
  })

  test('who is disabled and erased meanwhile keeps the mark', async () => {
    const scene = createScene({
      faultOf(_, operation) {
        if (operation === 'withdraw') scene.records.erased.add(keyOf(sub).pk)
        return 'none'
      },
    })
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { isEnabled: false }))
    await scene.handOver()

    await scene.stream()

    expect(scene.record()).toBeDefined()
    expect(await scene.handOver()).toBe('exists')
  })

  test('who is due nothing has a finished record, so that the next token asks for nothing', async () => {
    const scene = createScene({ effects: [] })
    await scene.handOver()

    await scene.stream()

    expect([scene.acts, scene.records.due.size, scene.records.failed.size]).toEqual([[], 0, 0])
    expect(scene.record()).toEqual({
      user: expect.anything(),
      entries: new Map(),
      openedAtMs: expect.any(Number),
    })
    expect(scene.report()).toMatchObject({ Provisioned: 1, users: [{ end: 'finished' }] })
  })

  test('is one of many: the pool is asked five times a second, and all are provisioned', async () => {
    const scene = createScene()
    const subs = Array.from({ length: 40 }, (_, index) => `sub-${index}`)
    for (const one of subs) {
      scene.pool.set(one, poolUserOf(scene.clock, one))
      await scene.handOver(one)
    }

    await scene.sweep()

    expect(subs.map((one) => statesIn(scene.record(one)))).toEqual(subs.map(() => done))
    expect(busiestSecond(scene.lookUpsAtMs)).toBe(5)
  })
})

test('effects that cannot be enrolled stay due, and the report says why', async () => {
  let isBroken = true
  const scene = createScene({
    faultOf: (_, operation) => (isBroken && operation === 'enroll' ? 'error' : 'none'),
  })
  await scene.handOver()

  await scene.stream()
  const report = scene.report()
  isBroken = false
  await scene.sweepUntilFinished()

  expect(report).toMatchObject({
    EffectRetried: 1,
    users: [{ end: 'due', cause: 'InternalErrorException' }],
    steps: [{ name: 'user-list', outcome: 'ok' }],
  })
  expect(statesIn(scene.record())).toEqual(done)
})

test('a confirmation that has done all of its effects leaves the record to the worker', async () => {
  const scene = createScene({ effects: ['first-inline'] })
  await scene.handOver()

  await scene.clock.runUntil(scene.beginConfirmation())
  const confirmed = scene.record()
  const isStillDue = scene.records.due.has(keyOf(sub).pk)
  await scene.sweep()

  expect(confirmed).toHaveProperty('unlisted')
  expect(isStillDue).toBe(true)
  expect(scene.record()).not.toHaveProperty('unlisted')
  expect([scene.acts.length, scene.records.due.size]).toEqual([1, 0])
})

describe('an erased user', () => {
  const eraseAt = (operation: string) => {
    const scene = createScene({
      faultOf(_, called) {
        // As the command marks the record.
        if (called === operation && scene.records.records.has(keyOf(sub).pk)) {
          scene.records.erased.add(keyOf(sub).pk)
          scene.records.due.delete(keyOf(sub).pk)
        }
        return 'none'
      },
    })
    return scene
  }

  test.each(['read', 'ListUsers', 'enroll', 'markListed'])(
    'stays so when the mark comes before %s, and nothing is done or written',
    async (operation) => {
      const scene = eraseAt(operation)
      await scene.handOver()

      await scene.stream()
      await scene.sweepUntilFinished()
      await scene.reconcile()

      expect(scene.acts).toEqual([])
      expect(scene.records.due.size).toBe(0)
      // What was enrolled before the mark is erased with the record.
      expect([...(scene.record()?.entries.keys() ?? [])]).toEqual(
        operation === 'markListed' ? ['first-inline', 'second'] : [],
      )
      expect(await scene.handOver()).toBe('exists')
    },
  )
})

describe('an unlisted record that the index has lost', () => {
  test('is under way for ten minutes, then reconcile wakes it, and it is finished', async () => {
    const scene = createScene()
    await scene.handOver()
    scene.records.due.clear()

    await scene.sleep(599_900)
    await scene.reconcile()
    const early = scene.report().reconcile.counts
    await scene.sleep(1_000)
    await scene.reconcile()
    const late = scene.report().reconcile.counts
    await scene.sweep()

    expect(early).toMatchObject({ seen: 1, underWay: 1, provisioned: 0, woken: 0 })
    expect(late).toMatchObject({ seen: 1, woken: 1, provisioned: 0 })
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.records.due.size).toBe(0)
  })

  test('is woken also when it was put off before', async () => {
    const scene = createScene()
    scene.pool.clear()
    await scene.handOver()
    await scene.stream()
    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    scene.records.due.clear()

    await scene.sleep(700_000)
    await scene.reconcile()
    await scene.sweep()

    expect(statesIn(scene.record())).toEqual(done)
  })
})

test('settling an unlisted record as finished is refused', async () => {
  const scene = createScene()
  await scene.handOver()
  const ledger = createMemoryLedger(undefined, scene.records)
  const seen = { user: { userName: '', region: '', source: '' }, entries: new Map() }

  const settled = await ledger.settle(keyOf(sub), { kind: 'finished' }, seen, 0, createCall())

  expect(settled).toBe('changed')
  expect(scene.records.due.size).toBe(1)
})

test('replay finds nothing that has failed in an unlisted record', async () => {
  const scene = createScene()
  await scene.handOver()

  const failed = await failedEffectsOf(createMemoryLedger(undefined, scene.records), keyOf(sub), createCall)

  expect(failed).toEqual([])
})

test('two runs side by side perform each effect once', async () => {
  const scene = createScene()
  await scene.handOver()

  const runs = [streamOf(sub), { kind: 'sweep' }].map((input) => scene.beginWorker(input))
  await scene.clock.runUntil(Promise.all(runs))
  await scene.sweepUntilFinished()

  expect(scene.acts).toHaveLength(2)
  expect(statesIn(scene.record())).toEqual(done)
})
