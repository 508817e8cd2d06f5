/** Withholds effects that bear no repeat from users who were confirmed before a moment. A restored table has forgotten
 * what was sent to them. */
import { momentForm, readMoment } from '../core/moment.ts'
import type { LedgerEntry, LedgerRecord } from '../domain/effect-record.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import type { WorkerConfig } from './config.ts'

/** The cause of an effect that is dropped, or not begun, for that reason. */
export const beforeEffectsSince = 'before_effects_since'

/** The cause of a failed effect when the moment is in the future: it would withhold from every user. */
const effectsSinceInFuture = 'effects_since_in_future'

/** Why the effect must not be performed; undefined when it may be. `confirmedAtMs` is the earliest moment at which the
 * user may have been confirmed. Unknown counts as before. An idempotent effect is never withheld. */
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

/** The earliest moment at which the user of a record may have been confirmed. An effect that a confirmation listed was
 * confirmed when the record was opened. An effect that was listed later holds the moment itself. An earlier version
 * wrote no moment. */
export function confirmedAtMsOf(
  { user, openedAtMs }: LedgerRecord,
  { confirmedAtMs }: LedgerEntry,
  { sources }: Pick<EffectDefinition, 'sources'>,
): number | undefined {
  const isOfConfirmation = user.source !== 'Reconcile' && sources.some((source) => source === user.source)
  return confirmedAtMs ?? (isOfConfirmation ? openedAtMs : undefined)
}

/** The configuration with the moment of the environment. The later moment counts.
 * @throws TypeError when the moment cannot be read: on doubt nothing is sent */
export function withEffectsSince(config: WorkerConfig, since: string | undefined): WorkerConfig {
  if (since === undefined) return config
  const sinceMs = readMoment(since)
  if (sinceMs === undefined) throw new TypeError(`EFFECTS_SINCE is not ${momentForm}`)
  return { ...config, effectsSinceMs: Math.max(sinceMs, config.effectsSinceMs ?? 0) }
}
