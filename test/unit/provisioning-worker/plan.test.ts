/** What the worker is permitted: the exact actions of each step. */
import { expect, test } from 'vitest'
import { planProvisioningWorker } from '../../../triggers/provisioning-worker/plan.ts'
import { createScene } from './scene.ts'

test('the plan names the actions on records, index and users, then those of each effect, inline or not', () => {
  const act = async () => ({ state: 'done' as const })
  const { config } = createScene({
    effects: {
      group: {
        act,
        when: 'inline',
        dependency: { name: 'user-pool' },
        actions: ['cognito-idp:AdminAddUserToGroup'],
        budgetMs: 1_500,
      },
      event: {
        act,
        dependency: { name: 'event-bus' },
        actions: ['events:PutEvents'],
        onFailure: { kind: 'drop' },
      },
    },
  })
  const bounds = { budgetMs: 2_000, attempts: 2, onFailure: { kind: 'defer' } }

  expect(planProvisioningWorker(config)).toStrictEqual({
    trigger: 'provisioning-worker',
    steps: [
      {
        name: 'records',
        dependency: 'table',
        actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        ...bounds,
      },
      {
        name: 'record-index',
        dependency: 'table',
        actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
        ...bounds,
      },
      { name: 'user-list', dependency: 'user-pool', actions: ['cognito-idp:ListUsers'], ...bounds },
      {
        name: 'pool-triggers',
        dependency: 'user-pool',
        actions: ['cognito-idp:DescribeUserPool'],
        ...bounds,
      },
      {
        name: 'group',
        dependency: 'user-pool',
        actions: ['cognito-idp:AdminAddUserToGroup'],
        budgetMs: 1_500,
        attempts: 1,
        onFailure: { kind: 'defer' },
      },
      {
        name: 'event',
        dependency: 'event-bus',
        actions: ['events:PutEvents'],
        budgetMs: 5_000,
        attempts: 1,
        onFailure: { kind: 'drop' },
      },
    ],
  })
})
