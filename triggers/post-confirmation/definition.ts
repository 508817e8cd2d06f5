import { list } from '../core/options/collections.ts'
import { anything } from '../core/options/values.ts'
import { defineTrigger, wordingParts } from '../definition.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import type { EffectDefinition, PostConfirmationConfig } from './effect-definition.ts'
import { effectDefinition } from './options.ts'
import { planPostConfirmation } from './plan.ts'
import { postConfirmationTrigger } from './trigger.ts'

/** Its members are effects: it denies nothing. */
export const postConfirmation = defineTrigger<
  PostConfirmationConfig,
  PostConfirmationEvent,
  EffectDefinition
>({
  configure: (suite) => suite.postConfirmation?.(),
  parts: {
    ledger: anything,
    effects: list(effectDefinition, 0),
    ...wordingParts,
  },
  kind: 'effect',
  create: postConfirmationTrigger,
  plan: planPostConfirmation,
  members: ({ effects }) => effects,
  only: (config, effects) => ({ ...config, effects }),
  groups: ({ effects }) => effects.flatMap(({ groups = [] }) => groups),
})
