/** Spaces calls out, so that they keep under a rate. */
import { type Clock, pause } from '../core/deadline.ts'

export interface Pacer {
  /** Resolves when the next call may be made, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>
  /** As `next`, and true. False, at once and without a turn, when it would come in `ms` milliseconds or later. */
  nextWithin(ms: number, signal: AbortSignal): Promise<boolean>
  /** Takes a turn for a call that was made without asking, such as a repeat: whoever asks next waits for it too. */
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
