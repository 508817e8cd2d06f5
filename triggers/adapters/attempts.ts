/** Attempts of one call within its step: each has a fair share of the time, and transient errors are tried again. */
import { pause, systemClock, within } from '../core/deadline.ts'
import type { Call } from '../core/step.ts'
import { ServiceError, toServiceError } from './service-error.ts'

/** The wait before a further attempt, in milliseconds. */
const retryPauseMs = 25

/** Calls `attempt` up to `call.maxAttempts` times. Rejects with a `ServiceError`. */
export async function tryAttempts<T>(
  service: string,
  call: Call,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    call.onAttempt()
    // The last attempt has the rest of the step's time; the step itself ends it. Each before it has an equal share of
    // what is left, so that a hang leaves room for the next.
    const isLast = count >= call.maxAttempts
    const shareMs = isLast ? call.remainingMs() : call.remainingMs() / (call.maxAttempts - count + 1)
    const settled = await within(systemClock, shareMs, (signal) =>
      attempt(AbortSignal.any([signal, call.signal])),
    )
    if (settled.kind === 'ok') return settled.value
    const error =
      settled.kind === 'timeout'
        ? new ServiceError(service, 'timeout')
        : toServiceError(service, settled.error)
    if (isLast || !error.isTransient || call.remainingMs() <= retryPauseMs) throw error
    if (error.fault !== 'unreachable') await pause(systemClock, retryPauseMs, call.signal)
    if (call.signal.aborted) throw error
  }
}
