/** What a pre sign-up rule is: a rule with response flags, and with at most one effect after every rule has let the
 * person in. */
import type { Denial, Wording } from '../core/denials.ts'
import { type Pass, type Rule, type RuleVerdict, type TypedRule, hideFact } from '../core/rule/rule.ts'
import type { FactStep } from '../core/step.ts'
import type { PreSignUpEvent, PreSignUpResponse, UnknownSignUpSource } from '../events/pre-sign-up.ts'

/** A rule that lets the person in. Response flags add up over the rules. */
export interface PreSignUpPass extends Pass {
  readonly response?: PreSignUpResponse
  readonly effect?: PreSignUpEffect
}

export type Verdict = RuleVerdict<PreSignUpPass>

/** An effect as plain data. */
export interface PreSignUpEffect {
  /** The name of its rule's effect step. */
  readonly name: string
  /** The same in each of Cognito's calls. */
  readonly idempotencyKey: string
  readonly facts: Readonly<Record<string, string>>
}

/** A fact of an effect.
 * @throws RangeError when the rule's verdict did not give it. */
export function effectFact(effect: PreSignUpEffect, name: string): string {
  const fact = effect.facts[name]
  if (fact === undefined) throw new RangeError(`the effect ${effect.name} has no fact ${name}`)
  return fact
}

/** The input of an effect's step. */
export interface EffectInput {
  readonly event: PreSignUpEvent
  readonly effect: PreSignUpEffect
}

/** The outcome of an effect: done now or before, refused by its target, or refused because of a fault that an operator
 * must correct. */
export type EffectOutcome = 'done' | 'refused' | 'failed'

/** The effect of a rule: one bounded write. On its failure the effect denies, or goes on with a stated outcome. */
export interface RuleEffect {
  readonly step: FactStep<EffectInput, EffectOutcome>
  /** The denial of an outcome; undefined lets the person in. Pure. */
  refusal(outcome: EffectOutcome): Denial | undefined
}

interface PreSignUpRuleParts {
  readonly effect?: RuleEffect
  /** It marks addresses as verified without a proof. */
  readonly verifiesUnproven?: boolean
  /** It links a person who proves an address at a provider to the account that has verified the address. */
  readonly reliesOnVerified?: boolean
}

export interface PreSignUpRule extends Rule<PreSignUpEvent, PreSignUpPass>, PreSignUpRuleParts {}

/** A rule that reads a fact. A fact of another type than `fact` yields does not compile. */
export function defineRule<T>(
  rule: TypedRule<PreSignUpEvent, PreSignUpPass, T> & PreSignUpRuleParts,
): PreSignUpRule {
  return hideFact<PreSignUpEvent, PreSignUpPass, T, PreSignUpRuleParts>(rule)
}

/** The configuration of the pre sign-up trigger. */
export interface PreSignUpConfig extends Wording {
  readonly trigger: 'pre-sign-up'
  /** Rules without a fact are asked first, then the others, each group in this order. The first denial wins. */
  readonly rules: readonly PreSignUpRule[]
  /** How much longer an answer may take for the facts of observed rules, in milliseconds; 0 to 1,000, default 100. They
   * are read beside the others. This wait begins after the last of the others. */
  readonly observeMs: number
  /** What an unknown trigger source of pre sign-up counts as: a person's sign-up, so that the strictest rules apply, or
   * a denial (`deny`). Default `PreSignUp_SignUp`. */
  readonly unknownSource: UnknownSignUpSource
}
