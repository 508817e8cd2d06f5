/** Functions and the limits around them keep the same time, however slow it runs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { slowMotion } from '../../../local/slow-motion.ts'
import { systemClock } from '../../../triggers/core/deadline.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { call, startFunctions } from './local-functions.ts'

// Began at the epoch: for a slowed function it is still 1970.
const slowed = slowMotion(100, { ...systemClock, epochMs: () => 0 })
const local = await startFunctions(
  {
    waits: {
      timeoutS: 0.5,
      code: `export const handler = async () => ({
          over: await new Promise((done) => setTimeout(done, 10, 'over')), year: new Date().getUTCFullYear(),
          variables: Object.keys(process.env).filter((name) => /SLOW/.test(name)) })`,
    },
    spins: { timeoutS: 0.01, code: 'export const handler = async () => { while (true); }' },
  },
  slowed,
)
afterAll(() => local.stop())

test('a function keeps the slow time of the limit around it, and its environment does not tell', async () => {
  // The wait takes a second of the machine's: an unslowed limit would have ended it.
  expect(await call(local.service, 'waits')).toEqual({ over: 'over', year: 1970, variables: [] })
})

test('every clock and timer of a function is slowed, and its time of day is the one of the services', async () => {
  const clock = createVirtualClock()
  const slow = slowMotion(100, clock)
  await clock.runUntil(clock.sleep(2_000))
  const waits: unknown[] = []
  const note =
    (name: string) =>
    (...given: readonly unknown[]): void =>
      void waits.push([name, ...given.filter((value) => typeof value !== 'function')])
  const sandbox = {
    setTimeout: note('setTimeout'),
    setInterval: note('setInterval'),
    AbortSignal: { timeout: note('signal') },
    performance: { now: () => 2_000 },
    process: {
      env: { ...slow.environment },
      uptime: () => 2,
      hrtime: Object.assign(() => [], { bigint: () => 2_000_000_000n }),
    },
    machineMs: () => clock.epochMs(),
  }
  const preload = readFileSync(
    join(import.meta.dirname, '../../../local/lambda/sandbox/slow-motion.cjs'),
    'utf8',
  )
  const read = `setTimeout(() => {}, 7, 'a'); setInterval(() => {}, 7); setInterval(() => {}, 1e9); AbortSignal.timeout(7);
    ({ uptime: process.uptime(), hrtime: process.hrtime([0, 1]), bigint: process.hrtime.bigint(), now: performance.now(),
      date: Date.now(), newDate: new Date().getTime(), given: new Date(5).getTime(), isDate: new Date() instanceof Date })`

  expect(runInNewContext(`Date.now = machineMs\n${preload}\n${read}`, sandbox)).toEqual({
    uptime: 0.02,
    hrtime: [0, 19_999_999],
    bigint: 20_000_000n,
    now: 20,
    date: slow.clock.epochMs(),
    newDate: slow.clock.epochMs(),
    given: 5,
    isDate: true,
  })
  expect(waits).toEqual([
    ['setTimeout', 700, 'a'],
    ['setInterval', 700],
    ['setInterval', 2_147_483_647],
    ['signal', 700],
  ])
})

test('a limit still ends what spins', async () => {
  const result = await local.service.invoke({ functionArn: 'spins', payload: {} })

  expect(result).toMatchObject({ kind: 'function-error', errorType: 'Sandbox.Timedout' })
})

test('time runs slower from the moment at which it begins', async () => {
  const clock = createVirtualClock()
  const startMs = clock.epochMs()
  const slow = slowMotion(20, clock)
  let fired = false
  slow.clock.after(5, () => (fired = true))

  await clock.runUntil(clock.sleep(99))
  expect(fired).toBe(false)
  await clock.runUntil(clock.sleep(1))

  expect(fired).toBe(true)
  expect(slow.clock.monotonicMs()).toBe(5)
  expect(slow.clock.epochMs() - startMs).toBe(5)
  expect(slowMotion(1, clock)).toMatchObject({ times: 1, environment: {} })
  expect(slowMotion(1, clock).clock.epochMs()).toBe(clock.epochMs())
})

test.each([1, 100])('a month is a month at %i, longer than a timer of Node', async (times) => {
  const virtual = createVirtualClock()
  const { clock } = slowMotion(times, {
    monotonicMs: () => virtual.monotonicMs(),
    epochMs: () => virtual.epochMs(),
    after: (ms, callback) => virtual.after(ms > 2_147_483_647 ? 1 : ms, callback),
  })
  const monthMs = 30 * 86_400_000
  let fired = 0
  clock.after(monthMs, () => (fired += 1))
  clock.after(monthMs, () => (fired += 1_000))()
  await virtual.runUntil(virtual.sleep(monthMs * times - 1))
  expect(fired).toBe(0)
  await virtual.runUntil(virtual.sleep(1))
  expect(fired).toBe(1)
})
