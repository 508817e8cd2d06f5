/** Spaces calls out, so that they keep under a rate. */
import { type Clock, pause } from '../core/deadline.ts'

export interface Pacer {
  /** Resolves when the next call may be made, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>
}

/** At most `perSecond` calls in any second, evenly spaced. */
export function createPacer(clock: Clock, perSecond: number): Pacer {
  const spacingMs = 1_000 / perSecond
  let freeAtMs = Number.NEGATIVE_INFINITY
  return {
    async next(signal) {
      const nowMs = clock.monotonicMs()
      const mineAtMs = Math.max(nowMs, freeAtMs)
      freeAtMs = mineAtMs + spacingMs
      if (mineAtMs > nowMs) await pause(clock, mineAtMs - nowMs, signal)
    },
  }
}
