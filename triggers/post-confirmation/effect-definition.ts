/** What a post confirmation effect is: its sources, its bounded act, and its failure policy. */
import type { Language } from '../core/denials.ts'
import type { EffectLedger } from '../core/effect.ts'
import { checkPlan } from '../core/plan.ts'
import type { Call, Dependency, EffectStep } from '../core/step.ts'
import type { PostConfirmationEvent } from '../events/post-confirmation.ts'
import type { PostConfirmationSource } from '../events/sources.ts'
import { planPostConfirmation } from './plan.ts'

/** A confirmed user with an id: what effects are performed for. */
export interface ConfirmedUser extends PostConfirmationEvent {
  readonly sub: string
}

export interface EffectDefinition {
  /** Unique, kebab-case, permanent: the ledger and the idempotency key hold it. */
  readonly name: string
  /** Default for all effects: sign-up only. A password reset provisions nothing. */
  readonly sources: readonly PostConfirmationSource[]
  readonly dependency: Dependency
  readonly actions: readonly string[]
  /** Claim, act and close together, in milliseconds. */
  readonly budgetMs: number
  readonly attempts: number
  readonly onFailure: EffectStep<never>['onFailure']
  /** Idempotent where the target allows it: after a crash it may run again with the same key. */
  act(user: ConfirmedUser, idempotencyKey: string, nowMs: number, call: Call): Promise<void>
}

export interface PostConfirmationConfig {
  readonly ledger: EffectLedger
  readonly effects: readonly EffectDefinition[]
  readonly language: Language
}

/** Checks and completes the configuration of post confirmation.
 * @throws TypeError that names the effect and what is wrong with it. */
export function definePostConfirmation(options: {
  /** Where it is recorded that each effect happened. */
  readonly ledger: EffectLedger
  /** Performed side by side. */
  readonly effects: readonly EffectDefinition[]
  readonly language?: Language
}): PostConfirmationConfig {
  const config = { ...options, language: options.language ?? 'en' }
  const admin = config.effects.filter((effect) => effect.dependency.name === 'user-directory')
  if (admin.length > 1)
    throw new TypeError(
      `post-confirmation effects ${admin.map((effect) => effect.name).join(', ')}: at most one may call the user pool, ` +
        'whose admin writes share 25 requests a second; compute the rest when the token is made',
    )
  checkPlan(planPostConfirmation(config))
  return config
}
