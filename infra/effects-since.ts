/** Refuses an `effectsSince` in the future: all users would count as confirmed before it. */
import { readMoment } from '@cognito-trigger-suite/triggers/internal/core/moment'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { TriggersProps } from './suite-props.ts'

/** `nowMs` is in epoch milliseconds. @throws TypeError with one sentence that says where the moment is set */
export function requirePastMoments(
  { effectsSince }: Pick<TriggersProps, 'effectsSince'>,
  { effectsSinceMs }: Pick<SuitePlans, 'effectsSinceMs'>,
  nowMs: number,
): void {
  const moments = [
    ['effectsSince', readMoment(effectsSince ?? '')],
    ['effectsSince of defineProvisioningWorker', effectsSinceMs],
  ] as const
  for (const [where, atMs] of moments) {
    if (atMs !== undefined && atMs > nowMs) {
      throw new TypeError(
        `${where} is ${new Date(atMs).toISOString()}, which is in the future: no user would be sent a mail, webhook or event. Name a moment up to now.`,
      )
    }
  }
}
