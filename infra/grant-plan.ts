/** Grants a function exactly the calls of its plan, on exactly the suite's resources. */
import { ArnFormat, Stack } from 'aws-cdk-lib/core'
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'

import { secretNames } from '@cognito-trigger-suite/triggers/internal/core/options/secret'
import { originVariable, servicesVariable } from '@cognito-trigger-suite/triggers/internal/core/own-origin'
import {
  isSuiteDependency,
  type SecretName,
  type SuiteDependency,
} from '@cognito-trigger-suite/triggers/core/step'
import type { PlannedCall } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { GivenPool } from './given-pool.ts'
import { allowTableKey, amongPartitions, dueIndex } from './suite-table.ts'
import type { TriggerFunction } from './trigger-function.ts'

/** The resources of the account behind the dependencies. */
export interface SuiteResources {
  readonly pool: Pick<GivenPool, 'userPoolArn' | 'side'>
  readonly table: ITableV2
  /** Of the table's own key, if it has one. */
  readonly tableKeyArn?: string
  readonly eventBusArn?: string
  readonly webhookSecretArn?: string
  /** Addresses that mail is sent from, with or without a name. */
  readonly mailSenders: readonly string[]
}

/** What reads a secret of each store. A plan's other actions are on its resources. */
const readingActions: Readonly<Record<SecretName['store'], string>> = {
  ssm: 'ssm:GetParameter',
  secretsmanager: 'secretsmanager:GetSecretValue',
}

/** @throws TypeError when a dependency has no resource */
export function grantPlan(
  triggerFunction: TriggerFunction,
  calls: readonly PlannedCall[],
  resources: SuiteResources,
): void {
  const { tableArn } = resources.table
  const onSuite = new Map<SuiteDependency, Set<string>>()
  for (const { dependency, secret, leadingKeys, actions, resources: own } of calls) {
    const reading = actions.filter(
      (action) => secret !== undefined && action === readingActions[secret.store],
    )
    const others = actions.filter((action) => !reading.includes(action))
    if (secret !== undefined && reading.length > 0)
      triggerFunction.allow(reading, secretArn(triggerFunction, secret))
    const inPartitions = leadingKeys === undefined ? undefined : amongPartitions(leadingKeys)
    if (!isSuiteDependency(dependency)) {
      if (others.length > 0 && own === undefined) {
        throw new TypeError(
          `The dependency ${dependency} needs ${others.join(', ')} on nothing: give it the ARNs as resources.`,
        )
      }
      for (const arn of own ?? []) {
        // What else is kept in the secret's store is read by the same action.
        const onArn = secret !== undefined && isKeptIn(secret.store, arn) ? actions : others
        if (onArn.length > 0) triggerFunction.allow(onArn, arn, inPartitions)
      }
    } else if (dependency === 'table' && leadingKeys !== undefined)
      triggerFunction.allow(others, tableArn, inPartitions)
    else {
      const known = onSuite.get(dependency) ?? new Set<string>()
      onSuite.set(dependency, new Set([...known, ...others]))
    }
  }
  if (resources.tableKeyArn !== undefined && callsDependency(calls, 'table'))
    allowTableKey(triggerFunction.role, resources.tableKeyArn)
  for (const [dependency, needed] of onSuite)
    grant(triggerFunction, dependency, [...needed].sort(), resources)
}

/** The origins of a team's own dependencies, by the variables under which functions find them.
 * @throws TypeError for a dependency with two origins */
export function originsOf(calls: readonly PlannedCall[]): Readonly<Record<string, string>> {
  const origins: Record<string, string> = {}
  for (const { dependency, origin } of calls) {
    if (origin === undefined) continue
    const known = (origins[originVariable(dependency)] ??= origin)
    if (known !== origin) {
      throw new TypeError(
        `The dependency ${dependency} has two origins, ${known} and ${origin}: give each its own name.`,
      )
    }
  }
  return origins
}

/** The AWS services of a team's own dependencies, by the variables in which the local stack finds them. */
export function servicesOf(calls: readonly PlannedCall[]): Readonly<Record<string, string>> {
  const services = new Map<string, Set<string>>()
  for (const { dependency, resources = [] } of calls) {
    const known = services.get(dependency) ?? new Set()
    services.set(dependency, new Set([...known, ...resources.map((arn) => arn.split(':')[2] ?? '')]))
  }
  return Object.fromEntries(
    [...services].flatMap(([dependency, each]) =>
      each.size === 0 ? [] : [[servicesVariable(dependency), [...each].sort().join()] as const],
    ),
  )
}

/** Whether any of the calls needs the dependency. */
export function callsDependency(calls: readonly PlannedCall[], dependency: SuiteDependency): boolean {
  return calls.some((call) => call.dependency === dependency)
}

function grant(
  triggerFunction: TriggerFunction,
  dependency: SuiteDependency,
  actions: readonly string[],
  resources: SuiteResources,
): void {
  if (actions.length === 0) return
  switch (dependency) {
    case 'table': {
      const { tableArn } = resources.table
      const onIndex = actions.filter((action) => action === 'dynamodb:Query')
      const onTable = actions.filter((action) => action !== 'dynamodb:Query')
      if (onTable.length > 0) triggerFunction.allow(onTable, tableArn)
      if (onIndex.length > 0) triggerFunction.allow(onIndex, `${tableArn}/index/${dueIndex}`)
      return
    }
    case 'user-pool':
      allowPoolActions(triggerFunction, resources.pool, actions)
      return
    case 'event-bus':
      triggerFunction.allow(actions, demand(resources.eventBusArn, dependency))
      return
    case 'webhook':
      triggerFunction.allow(actions, demand(resources.webhookSecretArn, dependency))
      return
    case 'human-check':
      throw new TypeError('The human check names no secret: give its verifier one in triggers/suite.ts.')
    case 'mail': {
      const addresses = [...new Set(resources.mailSenders.map(addressOf))]
      // In the sandbox SES also checks the recipient's identity, so that the sender's address is the bound.
      triggerFunction.allow(actions, identitiesArn(triggerFunction), {
        StringEquals: { 'ses:FromAddress': addresses },
      })
      return
    }
  }
}

function demand(arn: string | undefined, dependency: string): string {
  if (arn === undefined)
    throw new TypeError(`The suite has no resource for ${dependency}: give its construct one.`)
  return arn
}

/** By ARN, or by name. Secrets Manager appends six characters to a name.
 * @throws TypeError for a name that its store does not take
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html */
function secretArn(scope: TriggerFunction, { store, name }: SecretName): string {
  // A wildcard in a policy would open other secrets too.
  secretNames[store].test(name, { member: 'a secret of the suite', path: 'its name' })
  if (name.startsWith('arn:')) return name
  const format = (resource: string, resourceName: string, arnFormat: ArnFormat): string =>
    Stack.of(scope).formatArn({ service: store, resource, resourceName, arnFormat })
  return store === 'ssm'
    ? format('parameter', name.replace(/^\//, ''), ArnFormat.SLASH_RESOURCE_NAME)
    : format('secret', `${name}-??????`, ArnFormat.COLON_RESOURCE_NAME)
}

function isKeptIn(store: SecretName['store'], arn: string): boolean {
  const [, , service, , , resource] = arn.split(':')
  return service === store && (resource === 'secret' || resource?.startsWith('parameter/') === true)
}

/** The address of a sender, without the name. */
function addressOf(sender: string): string {
  return /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html */
function identitiesArn(scope: TriggerFunction): string {
  return Stack.of(scope).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })
}

/**
 * What a trigger may do to the pool that calls it, without a dependency cycle: attaches the permission as a policy of its own. `role.addToPolicy` and `pool.grant` write into the role's default
 * policy. CDK makes the function depend on that policy, which closes a circle: pool, function, policy, pool.
 *
 * The function does not wait for this policy. Right after the first deployment a call may be refused for a moment: the
 * trigger defers the effect, and the worker does it later.
 *
 * @see https://github.com/aws/aws-cdk/issues/7016
 */
function allowPoolActions(
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
