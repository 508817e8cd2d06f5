/** The plan of pre token generation: the facts of its claim sources, read side by side, then their effects. */
import { type Plan, planStep } from '../core/plan.ts'
import type { PreTokenGenerationConfig } from './claim-source.ts'

export function planPreTokenGeneration({ claims }: Pick<PreTokenGenerationConfig, 'claims'>): Plan {
  const facts = new Map(claims.flatMap(({ fact }) => (fact === undefined ? [] : [[fact.name, fact]])))
  const effects = claims.flatMap(({ effect }) => (effect === undefined ? [] : [effect]))
  return {
    trigger: 'pre-token-generation',
    phases: [
      { stage: 'gather', steps: [...facts.values()].map(planStep) },
      ...(effects.length === 0 ? [] : [{ stage: 'perform' as const, steps: effects.map(planStep) }]),
    ],
  }
}
