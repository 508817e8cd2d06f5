/** Calls with a bound of their own, for code that has a signal and no step. */
import type { KeptSecret } from '@cognito-trigger-suite/triggers/adapters/secret-https'
import { systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { callOutsideStep, type Call as StepCall } from '@cognito-trigger-suite/triggers/core/step'
import type { Call } from './handler.ts'
import type { KeySecret } from './seal.ts'

/** The longest wait for the table or a secret, both attempts together, in milliseconds. */
const budgetMs = 2_000

/** One call of the suite's table while somebody waits; never longer than what is left of the caller's own limit. */
export function tableCall({
  clock,
  deadline,
  signal,
}: Pick<Call, 'clock' | 'deadline' | 'signal'>): StepCall {
  return within(Math.min(budgetMs, deadline.remainingMs()), clock, signal)
}

export function readable(secret: KeptSecret): KeySecret {
  return {
    read: (signal) => secret.read(within(budgetMs, systemClock, signal)),
    readAnew: (signal) => secret.readAnew(within(budgetMs, systemClock, signal)),
  }
}

function within(ms: number, clock: Pick<Call['clock'], 'monotonicMs'>, signal: AbortSignal): StepCall {
  const endsAtMs = clock.monotonicMs() + ms
  return callOutsideStep(signal, 2, () => Math.max(0, endsAtMs - clock.monotonicMs()))
}
