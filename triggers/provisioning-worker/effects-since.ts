/** Keeps what a target may see once or twice from being sent again to users who were confirmed before a moment: a table
 * that was restored has forgotten what was sent to them. */
import { momentForm, readMoment } from '../core/moment.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import type { WorkerConfig } from './config.ts'

/** Why such an effect is dropped, or not begun. */
export const beforeEffectsSince = 'before_effects_since'

/** Whether the effect is not to be performed. `confirmedAtMs` is the earliest moment at which the user may have been
 * confirmed; unknown counts as before. What bears any repeat is never withheld. */
export function isWithheld(
  { effectsSinceMs }: Pick<WorkerConfig, 'effectsSinceMs'>,
  { delivery }: Pick<EffectDefinition, 'delivery'>,
  confirmedAtMs = 0,
): boolean {
  return effectsSinceMs !== undefined && delivery !== 'idempotent' && confirmedAtMs < effectsSinceMs
}

/** The configuration with the moment that its surroundings add; the later of the two counts.
 * @throws TypeError when it cannot be read: on doubt nothing is sent */
export function withEffectsSince(config: WorkerConfig, since: string | undefined): WorkerConfig {
  if (since === undefined) return config
  const sinceMs = readMoment(since)
  if (sinceMs === undefined) throw new TypeError(`EFFECTS_SINCE is not ${momentForm}`)
  return { ...config, effectsSinceMs: Math.max(sinceMs, config.effectsSinceMs ?? 0) }
}
