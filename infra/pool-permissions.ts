/** What a trigger may do to the pool that calls it, granted without a dependency cycle. */
import { Stack } from 'aws-cdk-lib/core'
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'

import type { GivenPool } from './given-pool.ts'
import type { TriggerFunction } from './trigger-function.ts'

/**
 * Attaches the permission as a policy of its own. `role.addToPolicy` and `pool.grant` write into the role's default
 * policy. CDK makes the function depend on that policy, which closes a circle: pool, function, policy, pool.
 *
 * The function does not wait for this policy. Right after the first deployment a call may be refused for a moment: the
 * trigger defers the effect, and the worker does it later.
 *
 * @see https://github.com/aws/aws-cdk/issues/7016
 */
export function allowPoolActions(
  triggerFunction: TriggerFunction,
  pool: Pick<GivenPool, 'userPoolArn' | 'side'>,
  actions: readonly string[],
): Policy {
  const isBesidePool = Stack.of(pool.side) !== Stack.of(triggerFunction)
  const name = 'PoolPermissions'
  const [scope, id] = isBesidePool
    ? [pool.side, `${triggerFunction.node.id}${name}`]
    : [triggerFunction, name]
  const policy = new Policy(scope, id, {
    statements: [
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [pool.userPoolArn] }),
    ],
  })
  triggerFunction.role.attachInlinePolicy(policy)
  return policy
}
