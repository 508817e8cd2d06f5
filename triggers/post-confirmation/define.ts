/** Defines the configuration of post confirmation. */
import type { Wording } from '../core/denials.ts'
import { checkOptions } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { wording } from '../core/options/wording.ts'
import { checkPlan } from '../core/plan.ts'
import { isBounded } from '../domain/delivery.ts'
import type { EffectLedger } from '../ports/effect-ledger.ts'
import type { EffectDefinition, PostConfirmationConfig } from './effect-definition.ts'
import { effectDefinition, effectLedger } from './options.ts'
import { planPostConfirmation } from './plan.ts'
import { inlineEffects } from './steps.ts'

export interface PostConfirmationOptions extends Partial<Wording> {
  /** Where the effects' results are recorded. */
  readonly ledger: EffectLedger
  /** Performed side by side. */
  readonly effects: readonly EffectDefinition[]
}

/** Checks and completes the configuration of post confirmation and of the worker that finishes it.
 * @throws TypeError that names the effect and what is wrong with it. */
export function definePostConfirmation(options: PostConfirmationOptions): PostConfirmationConfig {
  check: checkOptions<PostConfirmationOptions>('definePostConfirmation', options, {
    ledger: effectLedger,
    effects: list(effectDefinition, 0),
    ...wording(options),
  })
  const config = { ...options, trigger: 'post-confirmation', language: options.language ?? 'en' } as const
  check: checkTogether(config)
  return config
}

function checkTogether(config: PostConfirmationConfig): void {
  const names = new Set<string>()
  for (const effect of config.effects) {
    if (effect.delivery === 'at-most-once' && effect.when === 'inline') {
      throw new TypeError(
        `post-confirmation effect ${effect.name} is at-most-once, which takes a claim of its own: give it when: 'deferred'`,
      )
    }
    if (isBounded(effect.delivery) && effect.attempts !== 1) {
      throw new TypeError(
        `post-confirmation effect ${effect.name} is ${effect.delivery}, so its attempts must be 1, not ${effect.attempts}`,
      )
    }
    if (names.has(effect.name)) {
      throw new TypeError(
        `post-confirmation effect ${effect.name} is configured twice: give each its own name`,
      )
    }
    names.add(effect.name)
  }
  const admin = inlineEffects(config).filter((effect) => effect.dependency.name === 'user-pool')
  if (admin.length > 1) {
    throw new TypeError(
      `post-confirmation effects ${admin.map((effect) => effect.name).join(', ')}: at most one may call the user pool ` +
        "inline, whose admin writes share 25 requests a second; give the others when: 'deferred'",
    )
  }
  checkPlan(planPostConfirmation(config))
}
