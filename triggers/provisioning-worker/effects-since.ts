/** Keeps what a target may see once or twice from being sent again to users who were confirmed before a moment: a table
 * that was restored has forgotten what was sent to them. */
import { momentForm, readMoment } from '../core/moment.ts'
import type { LedgerEntry, LedgerRecord } from '../domain/effect-record.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import type { WorkerConfig } from './config.ts'

/** Why such an effect is dropped, or not begun. */
export const beforeEffectsSince = 'before_effects_since'

/** Why such an effect has failed: everybody would be of before. */
const effectsSinceInFuture = 'effects_since_in_future'

/** Why the effect is not to be performed, if so. `confirmedAtMs` is the earliest moment at which the user may have been
 * confirmed; unknown counts as before. What bears any repeat is never withheld. */
export function whyWithheld(
  { effectsSinceMs }: Pick<WorkerConfig, 'effectsSinceMs'>,
  { delivery }: Pick<EffectDefinition, 'delivery'>,
  confirmedAtMs: number | undefined,
  nowMs: number,
): typeof beforeEffectsSince | typeof effectsSinceInFuture | undefined {
  if (effectsSinceMs === undefined || delivery === 'idempotent') return undefined
  if (effectsSinceMs > nowMs) return effectsSinceInFuture
  return (confirmedAtMs ?? 0) < effectsSinceMs ? beforeEffectsSince : undefined
}

/** The earliest moment at which the user of a record may have been confirmed. What a confirmation listed was confirmed as
 * the record was opened; what is listed later says it itself, or, of a version before, nothing. */
export function confirmedAtMsOf(
  { user, openedAtMs }: LedgerRecord,
  { confirmedAtMs }: LedgerEntry,
  { sources }: Pick<EffectDefinition, 'sources'>,
): number | undefined {
  const isOfConfirmation = user.source !== 'Reconcile' && sources.some((source) => source === user.source)
  return confirmedAtMs ?? (isOfConfirmation ? openedAtMs : undefined)
}

/** The configuration with the moment that its surroundings add; the later of the two counts.
 * @throws TypeError when it cannot be read: on doubt nothing is sent */
export function withEffectsSince(config: WorkerConfig, since: string | undefined): WorkerConfig {
  if (since === undefined) return config
  const sinceMs = readMoment(since)
  if (sinceMs === undefined) throw new TypeError(`EFFECTS_SINCE is not ${momentForm}`)
  return { ...config, effectsSinceMs: Math.max(sinceMs, config.effectsSinceMs ?? 0) }
}
