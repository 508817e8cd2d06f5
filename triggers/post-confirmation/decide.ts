/** The post confirmation decision. It is never a denial, since the user is already confirmed; it lists the due effects. */
import type { Decision } from '../core/decision.ts'
import type { Effect } from '../domain/effect-record.ts'
import type { Notes } from '../core/run.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import { dueEffects, type PostConfirmationConfig } from './effect-definition.ts'
import { inlineEffects } from './steps.ts'

/** Post confirmation owns no response field. */
export type PostConfirmationResponse = Readonly<Record<string, never>>

export function decide(
  config: PostConfirmationConfig,
  event: PostConfirmationEvent,
  nowMs: number,
): Decision<PostConfirmationResponse, Effect> & Notes {
  const { sub } = event
  if (sub === undefined) {
    const due = config.effects.filter((effect) => effect.sources.includes(event.source))
    return { kind: 'allow', response: {}, effects: [], notes: { withoutSub: due.map(({ name }) => name) } }
  }
  const effects = dueEffects(config, { ...event, sub }, nowMs)
  const inline = new Set(inlineEffects(config).map(({ name }) => name))
  const forWorker = effects.map(({ name }) => name).filter((name) => !inline.has(name))
  return {
    kind: 'allow',
    response: {},
    effects,
    ...(forWorker.length === 0 ? {} : { notes: { forWorker } }),
  }
}
