/** Reads a secret within a bound, for code that has a signal and no step. */
import type { Secret } from '@cognito-trigger-suite/triggers/adapters/secret-https'
import { systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { callOutsideStep } from '@cognito-trigger-suite/triggers/core/step'

/** The longest wait for a secret, both attempts together, in milliseconds. */
const secretMs = 2_000

export function readerOf(secret: Secret): (signal: AbortSignal) => Promise<string> {
  return (signal) => {
    const endsAtMs = systemClock.monotonicMs() + secretMs
    return secret.read(callOutsideStep(signal, 2, () => Math.max(0, endsAtMs - systemClock.monotonicMs())))
  }
}
