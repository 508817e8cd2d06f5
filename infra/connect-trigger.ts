/** Points one trigger of a pool at a function's alias and lets only that pool call it. */
import { Stack } from 'aws-cdk-lib/core'
import { type LambdaVersion, type UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'

import type { TriggerFunction } from './trigger-function.ts'

const operations = Object.entries(UserPoolOperation).flatMap(([, value]) =>
  value instanceof UserPoolOperation ? [value] : [],
)

/** Connects pool and alias. `version` counts for a property of `LambdaConfig` that has one, such as
 * `PreTokenGenerationConfig`. `version` counts for a property of `LambdaConfig` that has one, such as
 * `PreTokenGenerationConfig`. */
export function connectTrigger(
  pool: UserPool,
  property: string,
  triggerFunction: TriggerFunction,
  version: LambdaVersion,
): void {
  const name = `${property.charAt(0).toLowerCase()}${property.slice(1)}`
  // CDK recognises its own operations by identity: an operation that is made by name gets no version.
  const operation = operations.find(({ operationName }) => operationName === name)
  if (operation === undefined) throw new TypeError(`A pool has no trigger ${property}.`)
  pool.addTrigger(operation, triggerFunction.alias, property.endsWith('Config') ? version : undefined)

  // `addTrigger` names the pool as the source, but not its account.
  for (const child of pool.node.children)
    if (child instanceof CfnPermission) child.sourceAccount = Stack.of(pool).account
}
