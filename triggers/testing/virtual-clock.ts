/** A clock that stands still until the test moves it, and drives everything that waits on it. */
import type { Clock } from '../core/deadline.ts'
import { whole } from '../core/options/values.ts'

export interface VirtualClock extends Clock {
  /** Resolves after `ms` of virtual time. */
  sleep(ms: number): Promise<void>
  /** Moves time forward, firing what is due in order, until `done` settles; rejects when nothing is left to fire. */
  runUntil<T>(done: Promise<T>): Promise<T>
}

/** Epoch of virtual time: 2026-01-01. */
const epochStartMs = 1_767_225_600_000

/** @throws TypeError when `startMs` is no whole number of milliseconds from 0 */
export function createVirtualClock(startMs = 0): VirtualClock {
  whole(0, Number.MAX_SAFE_INTEGER).test(startMs, { member: 'createVirtualClock', path: 'startMs' })
  let nowMs = startMs
  let sequence = 0
  let timers: { readonly atMs: number; readonly order: number; readonly fire: () => void }[] = []

  const clock: VirtualClock = {
    monotonicMs: () => nowMs,
    epochMs: () => epochStartMs + nowMs,
    after(ms, callback) {
      const timer = { atMs: nowMs + ms, order: (sequence += 1), fire: callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    sleep: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
    async runUntil(done) {
      let isSettled = false
      const settle = (): void => {
        isSettled = true
      }
      done.then(settle, settle)
      for (;;) {
        await drainMicrotasks()
        if (isSettled) return done
        const [next] = timers.sort((a, b) => a.atMs - b.atMs || a.order - b.order)
        if (next === undefined) throw new Error('nothing is left to fire, and what was awaited is pending')
        timers = timers.filter((timer) => timer !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.fire()
      }
    },
  }
  return clock
}

/** One turn of the event loop: every promise that can settle has settled. */
function drainMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
