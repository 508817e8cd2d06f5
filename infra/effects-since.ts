/** Refuses an `effectsSince` in the future: all users would count as confirmed before it. */
import { readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import type { TriggersProps } from './suite-props.ts'

/** `nowMs` is in epoch milliseconds. @throws TypeError with one sentence that says where the moment is set */
export function requirePastMoments(
  { effectsSince, plans }: Pick<Required<TriggersProps>, 'plans'> & Pick<TriggersProps, 'effectsSince'>,
  nowMs: number,
): void {
  const moments = [
    ['effectsSince', readMoment(effectsSince ?? '')],
    ['effectsSince of defineProvisioningWorker', plans.effectsSinceMs],
  ] as const
  for (const [where, atMs] of moments) {
    if (atMs !== undefined && atMs > nowMs) {
      throw new TypeError(
        `${where} is ${new Date(atMs).toISOString()}, which is in the future: no user would be sent a mail, webhook or event. Name a moment up to now.`,
      )
    }
  }
}
