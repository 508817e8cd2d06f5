/** Functions and the limits around them keep the same time, however slow it runs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slowMotion } from '../../../local/slow-motion.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { call, type LocalFunctions, startFunctions } from './local-functions.ts'

let local: LocalFunctions

beforeAll(async () => {
  const { clock, environment } = slowMotion(100)
  local = await startFunctions(
    {
      clocks: {
        timeoutS: 0.5,
        code: `
        const read = () => ({
          uptime: process.uptime() * 1e3, hrtime: process.hrtime()[0] * 1e3 + process.hrtime()[1] / 1e6,
          bigint: Number(process.hrtime.bigint()) / 1e6, performance: performance.now(),
          date: Date.now(), newDate: new Date().getTime(),
        })
        const wait = {
          setTimeout: (ms) => new Promise((done) => setTimeout(done, ms, 'over')),
          setInterval: (ms) => new Promise((done) => { const timer = setInterval(() => { clearInterval(timer); done('over') }, ms) }),
          signal: (ms) => new Promise((done) => { AbortSignal.timeout(ms).onabort = () => done('over') }),
        }
        export const handler = async ({ by, ms }, context) => {
          const before = read()
          const kept = setInterval(() => {}, 1e6)
          const over = await wait[by](ms)
          clearInterval(kept)
          const after = read()
          const passed = Object.fromEntries(Object.keys(after).map((clock) => [clock, after[clock] - before[clock]]))
          return { over, passed, left: context.getRemainingTimeInMillis(), date: new Date(0).toISOString(),
            isDate: new Date() instanceof Date, variables: Object.keys(process.env).filter((name) => /SLOW/.test(name)) }
        }`,
      },
      spins: { timeoutS: 0.01, code: 'export const handler = async () => { while (true); }' },
    },
    { clock, environment },
  )
})
afterAll(() => local.stop())

test.each(['setTimeout', 'setInterval', 'signal'])(
  'a wait by %s takes as long by every clock',
  async (by) => {
    const { over, passed, left, ...rest } = await call(local.service, 'clocks', { by, ms: 10 })

    // It took a second of the machine's: an unslowed limit would have ended it.
    expect(over).toBe('over')
    for (const [clock, ms] of Object.entries(passed)) {
      expect(ms, clock).toBeGreaterThan(8)
      expect(ms, clock).toBeLessThan(10 * passed.uptime)
    }
    expect(left).toBeGreaterThan(0)
    expect(rest).toEqual({ date: '1970-01-01T00:00:00.000Z', isDate: true, variables: [] })
  },
)

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
  expect(slowMotion(1, clock)).toEqual({ times: 1, clock, environment: {} })
})
