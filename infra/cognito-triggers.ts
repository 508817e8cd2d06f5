/** The construct that a team adds beside a pool of its own: the triggers of a suite, their table, and the worker that
 * finishes users. */
import { Annotations, CfnOutput } from 'aws-cdk-lib/core'
import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito'
import type { EventBus } from 'aws-cdk-lib/aws-events'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'

import {
  guardedAttributes,
  type SuitePlans,
} from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { acceptSuite } from './accept-suite.ts'
import { checkTriggersProps } from './check-props.ts'
import { requireDeclared } from './custom-attributes.ts'
import { findGivenPool, type GivenPool } from './given-pool.ts'
import { findPoolMistakes } from './pool-guards.ts'
import { readPoolWiring, readSchema } from './pool-wiring.ts'
import { removalOf } from './removal.ts'
import { findSecretVariables } from './secret-guards.ts'
import type { CognitoTriggersProps } from './suite-props.ts'
import { SuiteTable } from './suite-table.ts'
import type { TriggerFunction } from './trigger-function.ts'
import { addTriggerParts, type TriggerParts } from './trigger-parts.ts'
import { warnOfUnfinished } from './unfinished.ts'
import { requireGroupsApart } from './user-pool.ts'

export class CognitoTriggers extends Construct implements TriggerParts {
  /** What the suite's functions call, without the triggers that the pool keeps. */
  readonly plans: SuitePlans
  readonly table: SuiteTable
  readonly triggers: ReadonlyMap<TriggerName, TriggerFunction>
  readonly provisioningWorker: TriggerFunction
  readonly eventBus: EventBus | undefined
  readonly webhookSecret: Secret | undefined

  constructor(scope: Construct, id: string, props: CognitoTriggersProps) {
    super(scope, id)
    checkTriggersProps(props)
    const built = acceptSuite(this, props, props.slots)
    const { plans } = built
    this.plans = plans
    const pool = findGivenPool(this, props.pool)
    if (pool.resource !== undefined) requireDeclared(plans.attributes, readSchema(pool.resource))

    const retainData = props.retainData ?? true
    this.table = new SuiteTable(this, 'Data', {
      retainData,
      encryptionKeyArn: props.encryptionKeyArn,
    })
    new CfnOutput(this, 'TableName', {
      value: this.table.table.tableName,
      description: 'For cts reconcile, replay and erase',
    })
    const parts = addTriggerParts(this, { ...props, ...built, table: this.table, pool })
    this.triggers = parts.triggers
    this.provisioningWorker = parts.provisioningWorker
    this.eventBus = parts.eventBus
    this.webhookSecret = parts.webhookSecret
    if (retainData) warnOfUnfinished(this, plans, props)
    if (pool.resource === undefined) this.tellOwner(props)
    else addGroups(pool, pool.resource, plans.groups, retainData)
    this.node.addValidation({
      validate: () => [
        ...findPoolMistakes(pool, plans, this.triggers, props.allowWrite ?? [], props.slots),
        ...findSecretVariables(this),
      ],
    })
  }

  /** What the owner of a pool outside of the app has to do, and what cannot be seen from here. */
  private tellOwner({ preTokenGenerationVersion = 'V2_0', allowWrite }: CognitoTriggersProps): void {
    for (const [name, { alias }] of this.triggers) {
      const { cognitoName, poolProperty } = registry[name]
      new CfnOutput(this, `${cognitoName}AliasArn`, {
        value: alias.functionArn,
        description: `For LambdaConfig.${poolProperty} of the pool: see cts snippet`,
      })
    }
    const { groups, mailMessages, attributes } = this.plans
    if (groups.length > 0) {
      new CfnOutput(this, 'Groups', {
        value: groups.join(),
        description: 'Groups that the pool must have, separated by commas',
      })
    }
    const closed = guardedAttributes(this.plans, allowWrite).map(({ attribute }) => attribute)
    const custom = [...new Set(attributes.map((each) => each.attribute))].filter((name) =>
      name.startsWith('custom:'),
    )
    const needsPlan = this.triggers.has('pre-token-generation') && preTokenGenerationVersion !== 'V1_0'
    const unseen = [
      ...(needsPlan ? [`that its plan is ESSENTIALS or PLUS, for ${preTokenGenerationVersion}`] : []),
      ...(custom.length > 0 ? [`that it has ${custom.join(', ')}`] : []),
      ...(closed.length > 0 ? [`that no app client may write ${closed.join(', ')}`] : []),
      ...(mailMessages.length > 0 ? ['that it sends mail with SES'] : []),
      ...(groups.length > 0 ? [`that it has the groups ${groups.join(', ')}`] : []),
      'that no other function has these triggers',
    ]
    Annotations.of(this).addWarningV2(
      'cognito-trigger-suite:pool-not-seen',
      `The pool is outside of the app, so that its settings cannot be seen. Check ${unseen.join('; ')}. Then let its owner connect the functions.`,
    )
  }
}

/** A group that the app makes for the pool already stays as it is. */
function addGroups(
  { side, userPoolId }: GivenPool,
  resource: NonNullable<GivenPool['resource']>,
  names: readonly string[],
  retainData: boolean,
): void {
  requireGroupsApart(names)
  const known = new Set(readPoolWiring(resource).groups.map(({ name }) => name))
  for (const groupName of names.filter((name) => !known.has(name))) {
    const group = new CfnUserPoolGroup(side, `Group-${groupName.replaceAll('/', '--')}`, {
      userPoolId,
      groupName,
    })
    group.applyRemovalPolicy(removalOf(retainData))
  }
}
