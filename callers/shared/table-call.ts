/** One bounded call of the suite's table while somebody waits. */
import { callOutsideStep, type Call as StepCall } from '@cognito-trigger-suite/triggers/core/step'
import type { Call } from './handler.ts'

/** The longest wait for the table, both attempts together, in milliseconds. */
const budgetMs = 2_000

/** Never longer than what is left of the caller's own limit. */
export function tableCall({
  clock,
  deadline,
  signal,
}: Pick<Call, 'clock' | 'deadline' | 'signal'>): StepCall {
  const endsAtMs = clock.monotonicMs() + Math.min(budgetMs, deadline.remainingMs())
  return callOutsideStep(signal, 2, () => Math.max(0, endsAtMs - clock.monotonicMs()))
}
