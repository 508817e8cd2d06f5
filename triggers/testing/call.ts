/** A call as a step hands it to an adapter. Its time stands still: only a server that hangs ever uses it up. */
import type { Call } from '../core/step.ts'
import { anyNumber } from './given.ts'

export interface TestCall extends Call {
  readonly attempts: () => number
}

/** `remainingMs` stays what it is. Its default only says that a call hung. */
export function createCall(
  remainingMs = 60_000,
  maxAttempts = 2,
  signal: AbortSignal = new AbortController().signal,
): TestCall {
  anyNumber.test(remainingMs, { member: 'createCall', path: 'remainingMs' })
  anyNumber.test(maxAttempts, { member: 'createCall', path: 'maxAttempts' })
  let attempts = 0
  return {
    signal,
    maxAttempts,
    remainingMs: () => remainingMs,
    onAttempt: () => {
      attempts += 1
    },
    attempts: () => attempts,
  }
}
