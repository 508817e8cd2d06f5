/** Spaces calls, so that they stay under a rate. */
import { type Clock, pause } from '../core/deadline.ts'

export interface Pacer {
  /** Resolves when the next call may be made, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>
  /** Like `next`, and resolves to true. Resolves to false at once, without a turn, when the turn would come in `ms`
   * milliseconds or later. */
  nextWithin(ms: number, signal: AbortSignal): Promise<boolean>
  /** Takes a turn for a call that did not ask, such as a repeat. The next caller waits for it too. */
  count(): void
}

/** At most `perSecond` calls in any second, evenly spaced. */
export function createPacer(clock: Clock, perSecond: number): Pacer {
  const spacingMs = 1_000 / perSecond
  let freeAtMs = Number.NEGATIVE_INFINITY
  const take = (): number => {
    const mineAtMs = Math.max(clock.monotonicMs(), freeAtMs)
    freeAtMs = mineAtMs + spacingMs
    return mineAtMs
  }
  const wait = async (signal: AbortSignal): Promise<void> => {
    const waitMs = take() - clock.monotonicMs()
    if (waitMs > 0) await pause(clock, waitMs, signal)
  }
  return {
    next: wait,
    async nextWithin(ms, signal) {
      if (freeAtMs - clock.monotonicMs() >= ms) return false
      await wait(signal)
      return true
    },
    count: () => void take(),
  }
}
