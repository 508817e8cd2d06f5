/** The post confirmation decision: never a denial, since the user is confirmed already; only which effects are due. */
import type { Decision } from '../core/decision.ts'
import { type Effect, effectKey } from '../core/effect.ts'
import type { Notes } from '../core/run.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'

/** Post confirmation owns no response field. */
export type PostConfirmationResponse = Readonly<Record<string, never>>

export function decide(
  config: PostConfirmationConfig,
  event: PostConfirmationEvent,
): Decision<PostConfirmationResponse, Effect> & Notes {
  const { sub, userPoolId, source } = event
  const due = config.effects.filter((effect) => effect.sources.includes(source))
  if (sub === undefined)
    return { kind: 'allow', response: {}, effects: [], notes: { withoutSub: due.map(({ name }) => name) } }
  return {
    kind: 'allow',
    response: {},
    effects: due.map(({ name }) => ({ name, idempotencyKey: effectKey(userPoolId, sub, name) })),
  }
}
