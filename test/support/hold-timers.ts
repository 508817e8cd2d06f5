/** For code that waits by the system's timers beside real sockets: time passes when the test says so. */
import { onTestFinished, vi } from 'vitest'

/** Timers and `Date` stand still until the test ends; the returned function lets `ms` pass, and fires what is due. */
export function holdTimers(): (ms: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  return async (ms) => {
    await vi.advanceTimersByTimeAsync(ms)
  }
}
