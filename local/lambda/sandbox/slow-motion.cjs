/** Slows every clock and timer that a function sees, as `local/slow-motion.ts` does for the services around it. */
'use strict'
const times = Number(process.env['LOCAL_SLOW_MOTION'])
const sinceMs = Number(process.env['LOCAL_SLOW_MOTION_SINCE_MS'])
const maxTimerMs = 2_147_483_647
const slowed = (ms) => Math.min(Number(ms ?? 0) * times, maxTimerMs)

for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name]
  globalThis[name] = (callback, ms, ...args) => real(callback, slowed(ms), ...args)
}
const { timeout } = AbortSignal
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, slowed(ms))

const { uptime, hrtime } = process
const { bigint } = hrtime
process.uptime = () => uptime() / times
process.hrtime = (since) => {
  const [s, ns] = since ?? [0, 0]
  const nanoseconds = process.hrtime.bigint() - (BigInt(s) * 1_000_000_000n + BigInt(ns))
  return [Number(nanoseconds / 1_000_000_000n), Number(nanoseconds % 1_000_000_000n)]
}
process.hrtime.bigint = () => BigInt(Math.round(Number(bigint()) / times))
const now = performance.now.bind(performance)
performance.now = () => now() / times

const { now: epochMs } = Date
globalThis.Date = new Proxy(Date, {
  construct: (real, given) => (given.length === 0 ? new real(Date.now()) : new real(...given)),
})
Date.now = () => Math.floor(sinceMs + (epochMs() - sinceMs) / times)

delete process.env['LOCAL_SLOW_MOTION']
delete process.env['LOCAL_SLOW_MOTION_SINCE_MS']
