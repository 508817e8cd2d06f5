import { list } from '../core/options/collections.ts'
import { traceOfDecision } from '../core/trace.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, commonParts } from '../definition.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import { decide } from './decide.ts'
import type { EffectDefinition, PostConfirmationConfig } from './effect-definition.ts'
import { effectDefinition } from './options.ts'
import { planPostConfirmation } from './plan.ts'
import { postConfirmationTrigger } from './trigger.ts'

/** Its members are effects. It never denies. */
export const postConfirmation = defineTrigger<
  PostConfirmationConfig,
  PostConfirmationEvent,
  EffectDefinition
>({
  configure: (suite) => suite.postConfirmation?.(),
  parts: {
    ledger: anything,
    effects: list(effectDefinition, 0),
    ...commonParts,
  },
  kind: 'effect',
  create: postConfirmationTrigger,
  plan: planPostConfirmation,
  members: ({ effects }) => effects,
  trace(config, event, _, nowMs) {
    const decision = decide(config, event, nowMs)
    const speaking = config.effects.filter(({ sources }) => sources.includes(event.source))
    return { decision, said: traceOfDecision(speaking, decision) }
  },
  groups: ({ effects }) => effects.flatMap(({ groups = [] }) => groups),
})
