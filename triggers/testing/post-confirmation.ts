/** Confirms a user with effects, as the handler would, over records in memory. */
import { optional, shape } from '../core/options/check.ts'
import type { PostConfirmationSource } from '../events/sources.ts'
import { definePostConfirmation } from '../post-confirmation/define.ts'
import type { EffectDefinition } from '../post-confirmation/effect-definition.ts'
import { postConfirmationTrigger } from '../post-confirmation/trigger.ts'
import { type Asked, askHarness } from './asked.ts'
import { virtualClock } from './given.ts'
import { type Asking, eventOfQuestion, type PartsOf } from './make-event.ts'
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts'
import { createHarness, type Harness } from './trigger-harness.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** A confirmation. Parts that are not given are those of the golden event. */
export interface Confirmation extends PartsOf<PostConfirmationSource> {
  /** Default `PostConfirmation_ConfirmSignUp`. */
  readonly source?: PostConfirmationSource
}

export interface AskedConfirmation extends Asked {
  /** Effect → its state in the record: `done`, or `pending` for one that the worker performs later. */
  readonly effects: Readonly<Record<string, string>>
}

/** Effects that are asked for several times: as often as Cognito repeats its call. */
export interface PostConfirmationAsker {
  readonly harness: Harness
  readonly ledger: MemoryLedger
  readonly ask: (confirmation?: Confirmation) => Promise<AskedConfirmation>
}

/** Asks once. */
export function askPostConfirmation(
  effects: EffectDefinition | readonly EffectDefinition[],
  confirmation: Confirmation = {},
): Promise<AskedConfirmation> {
  return createPostConfirmation(effects).ask(confirmation)
}

export function createPostConfirmation(
  effects: EffectDefinition | readonly EffectDefinition[],
  options: { readonly clock?: VirtualClock } = {},
): PostConfirmationAsker {
  shape<typeof options>({ clock: optional(virtualClock) }).test(options, {
    member: 'createPostConfirmation',
    path: '',
  })
  const { clock = createVirtualClock() } = options
  const ledger = createMemoryLedger()
  const config = definePostConfirmation({ ledger, effects: [effects].flat() })
  const trigger = postConfirmationTrigger(config)
  const harness = createHarness(trigger, { clock })
  return {
    harness,
    ledger,
    async ask(confirmation = {}) {
      const asked = await askHarness(harness, eventOfQuestion(asking, confirmation), trigger, ({ source }) =>
        config.effects.filter((effect) => effect.sources.includes(source)),
      )
      const states = [...ledger.records.values()].flatMap(({ entries }) =>
        [...entries].map(([name, { state }]): [string, string] => [name, state]),
      )
      return { ...asked, effects: Object.fromEntries(states) }
    },
  }
}

const asking: Asking = {
  member: 'askPostConfirmation',
  trigger: 'post-confirmation',
  usual: 'PostConfirmation_ConfirmSignUp',
}
