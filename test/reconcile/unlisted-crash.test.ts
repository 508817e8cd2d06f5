/** A worker that is struck at any of its calls leaves an unlisted record that a later run finishes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../faults/sandbox.ts'
import { createScene, type SceneOptions, statesIn, streamOf, sub } from './unlisted-scene.ts'
import { runs } from '../support/run-counts.ts'

const effects = ['first-inline', 'second', 'third']
const done = { 'first-inline': 'done', second: 'done', third: 'done' }

/** Strikes the n-th call of all. */
function strikeAt(nth: number, fault: FaultKind) {
  let calls = 0
  let struck: string | undefined
  const options: SceneOptions = {
    effects,
    faultOf(_, operation) {
      calls += 1
      if (calls !== nth) return 'none'
      struck = operation
      return fault
    },
  }
  return { options, struck: () => struck }
}

/** Read, look-up, three enrolled, the mark, three times claim, act and close, read, settle. */
const callsOfOneRun = 17

test('a run in peace makes seventeen calls', async () => {
  const { options, struck } = strikeAt(callsOfOneRun, 'none')
  const { options: more, struck: struckMore } = strikeAt(callsOfOneRun + 1, 'none')
  for (const scene of [createScene(options), createScene(more)]) {
    await scene.handOver()
    await scene.stream()
  }

  expect([struck(), struckMore()]).toEqual(['settle', undefined])
})

describe.each(['crash', 'answer-lost', 'hang', 'error'] as const)('%s', (fault) => {
  test.each(Array.from({ length: callsOfOneRun }, (_, index) => index + 1))(
    'at call %i loses nothing, and doubles nothing but an act that nobody heard of',
    async (nth) => {
      const { options, struck } = strikeAt(nth, fault)
      const scene = createScene(options)
      await scene.handOver()

      await scene.stream()
      const isAtRest = scene.records.due.size === 0
      const before = statesIn(scene.record())
      await scene.sweepUntilFinished()

      expect(struck()).toBeDefined()
      if (isAtRest) expect(before).toEqual(done)
      expect(statesIn(scene.record())).toEqual(done)
      expect(scene.record()).not.toHaveProperty('unlisted')
      expect(scene.records.due.size).toBe(0)
      expect(new Set(scene.acts).size).toBe(effects.length)
      const mayRepeat = ['act', 'close'].includes(struck() ?? '') && fault !== 'error'
      expect(scene.acts.length - effects.length).toBeLessThanOrEqual(mayRepeat ? 1 : 0)
    },
  )
})

test('a crash between the last effect that is enrolled and the mark leaves both, and the next run adds nothing', async () => {
  const { options } = strikeAt(5, 'crash')
  const scene = createScene(options)
  await scene.handOver()

  await scene.stream()
  const left = scene.record()
  const attempts = [...(left?.entries.values() ?? [])].map((entry) => entry.attempts)
  await scene.sweep()

  expect(attempts).toEqual([0, 0, 0])
  expect(left).toHaveProperty('unlisted')
  expect(scene.lookUpsAtMs).toHaveLength(2)
  expect(scene.acts).toHaveLength(3)
  expect(statesIn(scene.record())).toEqual(done)
})

test('beside a confirmation, with any latencies, each effect is performed once', async () => {
  const delays = fc.record({
    stream: fc.nat(1_500),
    confirmations: fc.array(fc.nat(1_500), { minLength: 1, maxLength: 3 }),
    sweep: fc.nat(1_500),
  })
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(100)), delays, async (latencies, begin) => {
      const scene = createScene({ effects, latencyMs: () => latencies.next().value ?? 0 })
      await scene.handOver()
      const { clock } = scene

      await clock.runUntil(
        Promise.all([
          clock.sleep(begin.stream).then(() => scene.beginWorker(streamOf(sub))),
          clock.sleep(begin.sweep).then(() => scene.beginWorker({ kind: 'sweep' })),
          ...begin.confirmations.map((ms, call) =>
            clock.sleep(ms).then(() => scene.beginConfirmation(`confirmation-${call}`)),
          ),
        ]),
      )
      await scene.sweepUntilFinished()

      expect(scene.acts.toSorted()).toEqual([...new Set(scene.acts)].sort())
      expect(statesIn(scene.record())).toEqual(done)
      expect(scene.record()).not.toHaveProperty('unlisted')
      expect(scene.records.due.size).toBe(0)
    }),
    { numRuns: runs({ few: 60, full: 300 }), seed: 20_261_124 },
  )
})

test('a confirmation that finds the unlisted record enrols and performs its own effects, the worker the others', async () => {
  const scene = createScene({ effects })
  await scene.handOver()

  await scene.clock.runUntil(scene.beginConfirmation())
  const confirmed = statesIn(scene.record())
  const isStillDue = scene.records.due.size
  await scene.sweep()

  expect(confirmed).toEqual({ 'first-inline': 'done', second: 'pending', third: 'pending' })
  expect(isStillDue).toBe(1)
  expect(statesIn(scene.record())).toEqual(done)
  expect(scene.acts).toHaveLength(3)
})
