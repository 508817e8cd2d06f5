/** The plan of pre sign-up: facts side by side, a short wait for those of observed rules, then effect after effect. */
import { type Plan, type PlannedPhase, planStep } from '../core/plan.ts'
import type { FactStep } from '../core/step.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'
import type { PreSignUpConfig, PreSignUpRule, RuleEffect } from './rule.ts'

type PreSignUpFact = FactStep<PreSignUpEvent>

export function planPreSignUp(config: Pick<PreSignUpConfig, 'rules' | 'observeMs'>): Plan {
  const { enforced, observed } = factsByMode(config.rules)
  const waits = observed.map((fact) => ({
    ...planStep(fact),
    budgetMs: Math.min(fact.budgetMs, Math.max(1, config.observeMs)),
    onFailure: { kind: 'use', value: 'not observed' } as const,
  }))
  const phases: readonly PlannedPhase[] = [
    { stage: 'gather', steps: enforced.map(planStep) },
    { stage: 'gather', steps: waits },
    ...effectsOf(config.rules).map(({ step }): PlannedPhase => ({
      stage: 'perform',
      steps: [planStep(step)],
    })),
  ]
  return { trigger: 'pre-sign-up', phases: phases.filter(({ steps }) => steps.length > 0) }
}

/** The distinct facts of the rules that count, and those that only observed rules ask for. */
export function factsByMode(rules: readonly PreSignUpRule[]): {
  readonly enforced: readonly PreSignUpFact[]
  readonly observed: readonly PreSignUpFact[]
} {
  const enforced = new Set(rules.filter(isEnforced).flatMap(factOf))
  const observed = new Set(rules.flatMap(factOf).filter((fact) => !enforced.has(fact)))
  return { enforced: [...enforced], observed: [...observed] }
}

/** The distinct effects that may be performed: those of the rules that count. */
export function effectsOf(rules: readonly PreSignUpRule[]): readonly RuleEffect[] {
  return [
    ...new Set(rules.filter(isEnforced).flatMap(({ effect }) => (effect === undefined ? [] : [effect]))),
  ]
}

export function isEnforced(rule: PreSignUpRule): boolean {
  return rule.mode !== 'observed'
}

function factOf({ fact }: PreSignUpRule): readonly PreSignUpFact[] {
  return fact === undefined ? [] : [fact]
}
