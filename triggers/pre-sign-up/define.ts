/** Defines the configuration of pre sign-up. */
import type { Wording } from '../core/denials.ts'
import { checkOptions, optional } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { oneOf, whole } from '../core/options/values.ts'
import { wording } from '../core/options/wording.ts'
import { checkPlan } from '../core/plan.ts'
import { checkDistinctRules } from '../core/rule/options.ts'
import { isEnforced } from '../core/rule/rule.ts'
import { checkFactsOfRules } from '../facts/shared-facts.ts'
import { preSignUpRule } from './options.ts'
import { planPreSignUp } from './plan.ts'
import type { PreSignUpConfig } from './rule.ts'

export type PreSignUpOptions = Pick<PreSignUpConfig, 'rules'> &
  Partial<Pick<PreSignUpConfig, keyof Wording | 'observeMs' | 'unknownSource'>>

/** Checks and completes the configuration of pre sign-up.
 * @throws TypeError that names the rule and what is wrong with it. */
export function definePreSignUp(options: PreSignUpOptions): PreSignUpConfig {
  check: checkOptions<PreSignUpOptions>('definePreSignUp', options, {
    rules: list(preSignUpRule, 0),
    ...wording(options),
    observeMs: optional(whole(0, 1_000)),
    unknownSource: optional(oneOf(['deny', 'PreSignUp_SignUp'])),
  })
  const config = {
    trigger: 'pre-sign-up',
    rules: options.rules,
    language: options.language ?? 'en',
    texts: options.texts,
    observeMs: options.observeMs ?? 100,
    unknownSource: options.unknownSource ?? 'PreSignUp_SignUp',
  } as const
  check: checkTogether(config)
  return config
}

/** Otherwise a person who signs up first with another person's address would get that person's later sign-ins. */
function checkTogether(config: PreSignUpConfig): void {
  checkDistinctRules('pre-sign-up', config.rules)
  checkFactsOfRules('pre-sign-up', config.rules)
  checkPlan(planPreSignUp(config))
  const rules = config.rules.filter(isEnforced)
  const unproven = rules.find((rule) => rule.verifiesUnproven === true)
  const relying = rules.find((rule) => rule.reliesOnVerified === true)
  if (unproven !== undefined && relying !== undefined) {
    throw new TypeError(
      `pre-sign-up rules ${unproven.name} and ${relying.name}: the first verifies unproven addresses, and the second ` +
        'would link their owners to the people who claimed them; verify only where proven, or do not link',
    )
  }
}
