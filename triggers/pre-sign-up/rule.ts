/** What a pre sign-up rule is: the sources it speaks for, the one fact it may ask for, and a pure verdict. */
import type { Denial, Language } from '../core/denials.ts'
import { checkPlan } from '../core/plan.ts'
import type { FactStep } from '../core/step.ts'
import type { PreSignUpEvent, PreSignUpResponse } from '../events/pre-sign-up.ts'
import type { PreSignUpSource } from '../events/sources.ts'
import { planPreSignUp } from './plan.ts'

/** What a rule says. `pass` may carry response flags; flags of several rules add up. */
export type Verdict =
  | { readonly kind: 'pass'; readonly response?: PreSignUpResponse }
  | { readonly kind: 'deny'; readonly denial: Denial }

/** One rule. It sees the event, its own fact and the time, and nothing else. */
export interface PreSignUpRule<T = unknown> {
  /** Unique, kebab-case: the name of its file. */
  readonly name: string
  /** The trigger sources it speaks for; others pass it by. */
  readonly sources: readonly PreSignUpSource[]
  /** The fact it needs, with budget and failure policy. */
  readonly fact?: FactStep<PreSignUpEvent, T>
  /** Pure, synchronous, total. */
  decide(input: {
    readonly event: PreSignUpEvent
    readonly fact: T | undefined
    readonly nowMs: number
  }): Verdict
}

/** The configuration of the pre sign-up trigger. */
export interface PreSignUpConfig {
  /** Asked in this order; the first denial wins. */
  readonly rules: readonly PreSignUpRule[]
  /** The language of denials when the person's is not known. Default `en`. */
  readonly language: Language
}

/** Checks and completes the configuration of pre sign-up.
 * @throws TypeError that names the rule and what is wrong with it. */
export function definePreSignUp(options: {
  readonly rules: readonly PreSignUpRule[]
  readonly language?: Language
}): PreSignUpConfig {
  const config = { rules: options.rules, language: options.language ?? 'en' }
  const names = new Set<string>()
  for (const rule of config.rules) {
    if (names.has(rule.name))
      throw new TypeError(`pre-sign-up rule ${rule.name} is configured twice: merge the two`)
    names.add(rule.name)
    if (rule.sources.length === 0)
      throw new TypeError(`pre-sign-up rule ${rule.name} speaks for no trigger source: name at least one`)
  }
  checkPlan(planPreSignUp(config))
  return config
}
