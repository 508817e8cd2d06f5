/** The plan of the worker: what it calls, for permissions and documents. It has no limit to be proved against. */
import { type PlannedStep, planStep } from '../core/plan.ts'
import type { WorkerConfig } from './config.ts'
import { recordAttempts, recordBudgetMs } from './work.ts'

export interface WorkerPlan {
  readonly trigger: 'provisioning-worker'
  readonly steps: readonly PlannedStep[]
}

/** Every effect is in it, the inline ones too: the worker finishes what the confirmation could not. */
export function planProvisioningWorker(config: WorkerConfig): WorkerPlan {
  const bounds = { budgetMs: recordBudgetMs, attempts: recordAttempts, onFailure: { kind: 'defer' } } as const
  return {
    trigger: 'provisioning-worker',
    steps: [
      planStep({
        ...bounds,
        name: 'records',
        dependency: config.ledger,
        actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      }),
      planStep({
        ...bounds,
        name: 'record-index',
        dependency: config.index,
        actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
      }),
      planStep({
        ...bounds,
        name: 'user-list',
        dependency: config.users,
        actions: ['cognito-idp:ListUsers'],
      }),
      ...config.effects.map(planStep),
    ],
  }
}
