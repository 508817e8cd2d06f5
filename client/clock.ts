/** The clock and the timer of a client. They are a parameter, so that tests control time. */

export interface Clock {
  /** Milliseconds that never go back. */
  monotonicMs(): number
  /** Calls `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
