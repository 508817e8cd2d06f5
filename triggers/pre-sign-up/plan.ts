/** The plan of pre sign-up: the facts of its rules, then effect after effect. */
import { type Plan, planStep } from '../core/plan.ts'
import { planRuleFacts } from '../core/rule/facts.ts'
import { isEnforced } from '../core/rule/rule.ts'
import type { PreSignUpConfig, PreSignUpRule, RuleEffect } from './rule.ts'

export function planPreSignUp({ rules, observeMs }: Pick<PreSignUpConfig, 'rules' | 'observeMs'>): Plan {
  const effects = effectsOf(rules).map(({ step }) => ({ stage: 'perform', steps: [planStep(step)] }) as const)
  return { trigger: 'pre-sign-up', phases: [...planRuleFacts(rules, observeMs), ...effects] }
}

/** The distinct effects that may be performed: those of enforced rules. */
export function effectsOf(rules: readonly PreSignUpRule[]): readonly RuleEffect[] {
  return [
    ...new Set(rules.filter(isEnforced).flatMap(({ effect }) => (effect === undefined ? [] : [effect]))),
  ]
}
