/** The plan of the worker: its calls, for permissions and documents. It has no time limit that must be proved. */
import { readTriggersActions } from '../ports/pool-triggers.ts'
import { findRecordsActions, listUsersActions } from '../ports/record-index.ts'
import { type PlannedStep, planStep } from '../core/plan.ts'
import type { WorkerConfig } from './config.ts'
import { recordAttempts, recordBudgetMs } from './work.ts'

export interface WorkerPlan {
  readonly trigger: 'provisioning-worker'
  readonly steps: readonly PlannedStep[]
}

/** It holds every effect, the inline ones too, since the worker finishes what the confirmation could not. */
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
        actions: findRecordsActions,
      }),
      planStep({
        ...bounds,
        name: 'user-list',
        dependency: config.users,
        actions: listUsersActions,
      }),
      planStep({
        ...bounds,
        name: 'pool-triggers',
        dependency: config.users,
        actions: readTriggersActions,
      }),
      ...config.effects.map(planStep),
    ],
  }
}
