/** The time limit of a call that an app's own function makes outside a trigger. */
import { type Clock, systemClock, within } from '../core/deadline.ts'
import { type Call, callOutsideStep } from '../core/step.ts'

/** Attempts of one call. */
const maxAttempts = 2

/** Gives `run` a call that ends after `ms` milliseconds, two attempts together. Rejects with the error of `run`, or
 * with a `TimeoutError`. A write that ran out of time may have been made. */
export async function callWithin<T>(
  ms: number,
  run: (call: Call) => Promise<T>,
  clock: Clock = systemClock,
): Promise<T> {
  const endsAtMs = clock.monotonicMs() + ms
  const remainingMs = (): number => Math.max(0, endsAtMs - clock.monotonicMs())
  const settled = await within(clock, ms, (signal) => run(callOutsideStep(signal, maxAttempts, remainingMs)))
  switch (settled.kind) {
    case 'ok':
      return settled.value
    case 'error':
      throw settled.error
    case 'timeout':
      throw Object.assign(new Error(`no answer within ${ms} ms`), { name: 'TimeoutError' })
  }
}
