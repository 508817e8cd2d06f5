/** The plan of pre sign-up: the facts of its rules, read side by side. */
import { type Plan, planStep } from '../core/plan.ts'
import type { PreSignUpConfig } from './rule.ts'

export function planPreSignUp(config: PreSignUpConfig): Plan {
  const facts = config.rules.flatMap((rule) => (rule.fact === undefined ? [] : [planStep(rule.fact)]))
  return { trigger: 'pre-sign-up', phases: [{ stage: 'gather', steps: facts }] }
}
