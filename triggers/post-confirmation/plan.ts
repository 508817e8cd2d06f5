/** The plan of post confirmation: open the record, perform the inline effects side by side, update the index. */
import { type Plan, planStep } from '../core/plan.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'
import { confirmationSteps } from './steps.ts'

export function planPostConfirmation(config: Pick<PostConfirmationConfig, 'ledger' | 'effects'>): Plan {
  const { open, inline, settle } = confirmationSteps(config)
  const phases = [[open], inline, [settle]].map((steps) => ({
    stage: 'perform' as const,
    steps: steps.map(planStep),
  }))
  return { trigger: 'post-confirmation', phases }
}
