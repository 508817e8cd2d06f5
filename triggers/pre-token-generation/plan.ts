/** The plan of pre token generation: the facts of its claim sources, read side by side. */
import { type Plan, planStep } from '../core/plan.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'

export function planPreTokenGeneration(config: Pick<PreTokenGenerationConfig, 'claims'>): Plan {
  const facts = config.claims.flatMap((source) => (source.fact === undefined ? [] : [planStep(source.fact)]))
  return { trigger: 'pre-token-generation', phases: [{ stage: 'gather', steps: facts }] }
}
