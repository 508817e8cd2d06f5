/** The plan of post confirmation: open the record, perform the inline effects side by side, update the index. */
import { type Plan, planStep } from '../core/plan.ts'
import type { PostConfirmationConfig } from './effect-definition.ts'

/** Milliseconds to open the record, attempts together. */
export const openBudgetMs = 1_200
/** Milliseconds to take a finished user off the index. When this fails, the sweep does it. */
export const settleBudgetMs = 600

export function planPostConfirmation(config: Pick<PostConfirmationConfig, 'ledger' | 'effects'>): Plan {
  const open = planStep({
    name: 'open-ledger',
    dependency: config.ledger,
    actions: ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
    budgetMs: openBudgetMs,
    attempts: 2,
    onFailure: { kind: 'defer' },
  })
  const settle = planStep({
    name: 'settle-ledger',
    dependency: config.ledger,
    actions: ['dynamodb:UpdateItem'],
    budgetMs: settleBudgetMs,
    attempts: 2,
    onFailure: { kind: 'drop' },
  })
  const inline = config.effects.filter((effect) => effect.when === 'inline')
  return {
    trigger: 'post-confirmation',
    phases: [
      { stage: 'perform', steps: [open] },
      { stage: 'perform', steps: inline.map(planStep) },
      { stage: 'perform', steps: [settle] },
    ],
  }
}
