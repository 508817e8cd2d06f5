/** Points one trigger of a pool at a function's alias and lets only that pool call it. */
import { type LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'

import type { GivenPool } from './given-pool.ts'
import { operationsOf } from './slots.ts'
import type { TriggerFunction } from './trigger-function.ts'

const operations = Object.entries(UserPoolOperation).flatMap(([, value]) =>
  value instanceof UserPoolOperation ? [value] : [],
)

export interface TriggerConnection {
  /** The pool's property in `LambdaConfig`. */
  readonly property: string
  /** For a property that has one, such as `PreTokenGenerationConfig`. */
  readonly version: LambdaVersion
  /** Whether the slot may name another function. */
  readonly replaces: boolean
}

/** Connects pool and alias. The owner of a pool outside of the app connects it: only the permission is made. */
export function connectTrigger(
  pool: GivenPool,
  triggerFunction: TriggerFunction,
  connection: TriggerConnection,
): void {
  const { resource, construct } = pool
  const { property, version, replaces } = connection
  if (resource === undefined) {
    triggerFunction.alias.addPermission('Cognito', {
      principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceArn: pool.userPoolArn,
      sourceAccount: pool.account,
    })
    return
  }
  const [name, older] = operationsOf(property)
  if (construct !== undefined && !replaces) {
    // CDK recognises its own operations by identity: an operation that is made by name gets no version.
    const operation = operations.find(({ operationName }) => operationName === name)
    if (operation === undefined) throw new TypeError(`A pool has no trigger ${property}.`)
    const theirs = new Set(construct.node.children)
    construct.addTrigger(operation, triggerFunction.alias, older === undefined ? undefined : version)
    // `addTrigger` names the pool as the source, but not its account.
    for (const child of construct.node.children)
      if (child instanceof CfnPermission && !theirs.has(child)) child.sourceAccount = pool.account
    return
  }
  // An override merges with what the pool's owner says of other triggers, and goes before what is said of this one.
  const { functionArn } = triggerFunction.alias
  if (older === undefined) resource.addPropertyOverride(`LambdaConfig.${property}`, functionArn)
  else {
    resource.addPropertyOverride(`LambdaConfig.${property}`, {
      LambdaArn: functionArn,
      LambdaVersion: version.toString(),
    })
    if (replaces)
      resource.addPropertyDeletionOverride(`LambdaConfig.${older.charAt(0).toUpperCase()}${older.slice(1)}`)
  }
  new CfnPermission(pool.side, `${property}Permission`, {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'cognito-idp.amazonaws.com',
    sourceArn: pool.userPoolArn,
    sourceAccount: pool.account,
  })
}
