/** What the commands that walk a pool share: their rates, and what they show meanwhile. */
import type { ReconcileCheckpoint } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile'
import { formatCount, formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'

export interface WalkRates {
  readonly pagesPerSecond?: number
  readonly usersPerSecond?: number
  /** In minutes. */
  readonly minAge?: number
}

export function withRates<Config extends { readonly reconcile: object }>(
  config: Config,
  { pagesPerSecond, usersPerSecond, minAge }: WalkRates,
): Config {
  return {
    ...config,
    reconcile: {
      ...config.reconcile,
      ...(pagesPerSecond === undefined ? {} : { pagesPerSecond }),
      ...(usersPerSecond === undefined ? {} : { usersPerSecond }),
      ...(minAge === undefined ? {} : { minAgeMs: minAge * 60_000 }),
    },
  }
}

export function describeProgress({ pages, counts }: ReconcileCheckpoint): string {
  return `${formatCount(pages, 'page')}, ${formatCount(counts.seen, 'user')}, ${formatNumber(counts.opened)} without a record`
}
