/** A password reset of a user without a record opens one, and never hides what the user was not given. */
import { describe, expect, test } from 'vitest'
import { createMemoryLedger } from '../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../triggers/testing/call.ts'
import { createScene, keyOf, poolUserOf, statesIn, sub } from './unlisted-scene.ts'

const done = { 'first-inline': 'done', second: 'done' }
const options = { resetEffects: ['first-inline'] }

type Scene = ReturnType<typeof createScene>

const reset = (scene: Scene, requestId = 'reset') =>
  scene.clock.runUntil(scene.beginConfirmation(requestId, 'PostConfirmation_ConfirmForgotPassword'))

describe('a password reset with an effect of its own', () => {
  test('performs it at once, leaves the record unlisted, and the worker provides the rest once', async () => {
    const scene = createScene(options)

    await reset(scene)
    const atOnce = statesIn(scene.record())
    const isUnlisted = scene.record()?.unlisted !== undefined
    const dueAtMs = scene.records.due.get(keyOf(sub).pk) ?? Infinity
    const nowMs = scene.clock.epochMs()
    await scene.stream()

    expect(atOnce).toEqual({ 'first-inline': 'done' })
    expect(isUnlisted).toBe(true)
    expect(dueAtMs).toBeLessThanOrEqual(nowMs)
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.record()).not.toHaveProperty('unlisted')
    expect(scene.acts).toHaveLength(2)
    expect(scene.records.due.size).toBe(0)
  })

  test('is not taken for provisioned by reconcile before the worker has been there', async () => {
    const scene = createScene(options)
    await reset(scene)

    await scene.reconcile()
    const early = scene.report().reconcile.counts
    await scene.sweepUntilFinished()
    await scene.reconcile()

    expect(early).toMatchObject({ seen: 1, provisioned: 0, underWay: 1 })
    expect(statesIn(scene.record())).toEqual(done)
    expect(scene.report().reconcile.counts).toMatchObject({ provisioned: 1 })
  })

  test('adds nothing to the record of a user who is provisioned', async () => {
    const scene = createScene(options)
    await scene.clock.runUntil(scene.beginConfirmation())
    await scene.stream()

    await reset(scene)
    await scene.sweepUntilFinished()

    expect(scene.record()).not.toHaveProperty('unlisted')
    expect(scene.acts).toHaveLength(2)
    expect(scene.lookUpsAtMs).toEqual([])
  })

  test('of a user who is disabled right after keeps the mark, and all is provided when they are back', async () => {
    const scene = createScene(options)
    await reset(scene)
    scene.pool.set(sub, poolUserOf(scene.clock, sub, { isEnabled: false }))

    for (let minute = 0; minute < 10; minute += 1) {
      await scene.sleep(60_000)
      await scene.sweep()
    }
    const meanwhile = { states: statesIn(scene.record()), isUnlisted: scene.record()?.unlisted !== undefined }
    scene.pool.set(sub, poolUserOf(scene.clock, sub))
    await scene.sweepUntilFinished()

    expect(meanwhile).toEqual({ states: { 'first-inline': 'done' }, isUnlisted: true })
    expect(statesIn(scene.record())).toEqual(done)
  })

  test('of a user who is deleted right after ends as a finished record', async () => {
    const scene = createScene(options)
    await reset(scene)
    scene.pool.clear()

    await scene.sweepUntilFinished()

    expect(statesIn(scene.record())).toEqual({ 'first-inline': 'done' })
    expect(scene.records.due.size).toBe(0)
  })
})

test('a confirmation whose record the worker withdraws in the middle opens one of its own', async () => {
  const scene = createScene({
    faultOf(_, operation) {
      // The worker finds the user disabled between the look at the record and what is added to it.
      if (operation === 'enroll' && !hasWithdrawn) {
        hasWithdrawn = true
        scene.records.records.delete(keyOf(sub).pk)
        scene.records.due.delete(keyOf(sub).pk)
      }
      return 'none'
    },
  })
  let hasWithdrawn = false
  await scene.handOver()

  await scene.clock.runUntil(scene.beginConfirmation())
  const confirmed = statesIn(scene.record())
  await scene.sweepUntilFinished()

  expect(confirmed).toEqual({ 'first-inline': 'done', second: 'pending' })
  expect(statesIn(scene.record())).toEqual(done)
  expect(scene.acts).toHaveLength(2)
  expect(
    await createMemoryLedger(undefined, scene.records).read(keyOf(sub), createCall()),
  ).not.toHaveProperty('record.unlisted')
})
