/** Points one trigger of a pool at a function's alias and lets only that pool call it. */
import { Stack } from 'aws-cdk-lib/core'
import type { LambdaVersion, UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'

import type { TriggerFunction } from './trigger-function.ts'

/** Wires pool to alias; `version` is for pre token generation only. */
export function connectTrigger(
  pool: UserPool,
  operation: UserPoolOperation,
  triggerFunction: TriggerFunction,
  version?: LambdaVersion,
): void {
  pool.addTrigger(operation, triggerFunction.alias, version)

  // `addTrigger` names the pool as the source, but not its account.
  for (const child of pool.node.children)
    if (child instanceof CfnPermission) child.sourceAccount = Stack.of(pool).account
}
