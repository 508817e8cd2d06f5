/** The one retry loop: the attempts of one call within its step. Each attempt gets a fair share of the time, and
 * transient errors are tried again. */
import { pause, systemClock, within } from '../core/deadline.ts'
import { type Call, leastUsefulMs } from '../core/step.ts'
import { faultOf, isTransient, ServiceError, type ServiceFault } from './service-error.ts'

/** The wait before a further attempt, in milliseconds. */
const retryPauseMs = 25

/** Calls `attempt` at most `call.maxAttempts` times. Rejects with the last attempt's error, or with a `ServiceError` when
 * that one got no answer in time. `readFault` classifies an error; undefined means that the service is not at fault. */
export async function tryAttempts<T>(
  service: string,
  call: Call,
  attempt: (signal: AbortSignal) => Promise<T>,
  readFault: (error: unknown) => ServiceFault | undefined = faultOf,
): Promise<T> {
  for (let left = call.maxAttempts; ; left -= 1) {
    call.onAttempt()
    // An equal share of what is left, so that a hang leaves room for the next attempt. The step ends the last attempt.
    // Outside a step, this time limit ends it a moment later.
    const shareMs = left > 1 ? call.remainingMs() / left : call.remainingMs() + leastUsefulMs
    const settled = await within(systemClock, shareMs, (signal) =>
      attempt(AbortSignal.any([signal, call.signal])),
    )
    if (settled.kind === 'ok') return settled.value
    const error = settled.kind === 'timeout' ? new ServiceError(service, 'timeout') : settled.error
    const fault = readFault(error)
    if (left <= 1 || fault === undefined || !isTransient(fault) || call.remainingMs() <= retryPauseMs)
      throw error
    await pause(systemClock, retryPauseMs, call.signal)
    if (call.signal.aborted) throw error
  }
}
