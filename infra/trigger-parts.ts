/** The parts of a suite around a pool: functions with their permissions, worker, walk, alarms and rollout. */
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { LambdaVersion, type UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'

import type { PlannedCall } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { BuiltSuite } from './built-suite.ts'
import { connectTrigger } from './connect-trigger.ts'
import type { GivenPool } from './given-pool.ts'
import { callsDependency, grantPlan, originsOf, servicesOf } from './grant-plan.ts'
import { applyOperations } from './operations.ts'
import { PeopleAlarms } from './people-alarms.ts'
import { ProvisioningWorker } from './provisioning-worker.ts'
import { removalOf } from './removal.ts'
import { ReconcileWorkflow } from './reconcile-workflow.ts'
import { usualPlan } from './rollout-settings.ts'
import { Rollout } from './rollout.ts'
import { claimSlots, type Slots } from './slots.ts'
import { SlotCheck } from './slot-check.ts'
import { SuiteDashboard } from './suite-dashboard.ts'
import type { TriggersProps } from './suite-props.ts'
import type { SuiteTable } from './suite-table.ts'
import { TriggerAlarms } from './trigger-alarms.ts'
import { TriggerFunction } from './trigger-function.ts'
import { WorkerAlarms } from './worker-alarms.ts'
import { notePool } from './worker-pool.ts'

export interface TriggerParts {
  /** The triggers that the suite configures, in the order of the registry. */
  readonly triggers: ReadonlyMap<TriggerName, TriggerFunction>
  readonly provisioningWorker: TriggerFunction
  /** The bus to which the suite reports users; only when an effect does so. */
  readonly eventBus: EventBus | undefined
  /** The key that signs webhooks; only when an effect calls one. */
  readonly webhookSecret: Secret | undefined
}

interface TriggerPartsProps extends Omit<TriggersProps, keyof BuiltSuite>, BuiltSuite {
  readonly table: SuiteTable
  readonly pool: GivenPool
  /** The app client through which people sign up and sign in. */
  readonly client?: UserPoolClient
  /** The ids of the clients through which people sign in, where they are known. */
  readonly clientIds?: readonly string[]
  readonly slots?: Slots
  readonly watchSlots?: boolean
}

const lambdaVersions = {
  V1_0: LambdaVersion.V1_0,
  V2_0: LambdaVersion.V2_0,
  V3_0: LambdaVersion.V3_0,
} as const

/** Adds the parts to a construct that holds the table. */
export function addTriggerParts(scope: Construct, given: TriggerPartsProps): TriggerParts {
  const { plans, table, pool, slots = {} } = given
  const names = triggerNames.filter((name) => plans.calls[name] !== undefined)
  claimSlots(scope, pool, names, slots)
  const props = { ...given, alarmActions: findAlarmActions(scope, given) }
  const retainData = props.retainData ?? true
  const all = Object.values(plans.calls).flat()
  originsOf(all)
  const eventBus = callsDependency(all, 'event-bus') ? new EventBus(scope, 'Events') : undefined
  const webhookSecret = callsDependency(all, 'webhook') ? addWebhookSecret(scope, retainData) : undefined

  const describe = (calls: readonly PlannedCall[]) => ({
    bundleDirectory: props.bundleDirectory,
    retainLogs: retainData,
    environment: {
      ...originsOf(calls),
      ...servicesOf(calls),
      ...(callsDependency(calls, 'table') && { TABLE_NAME: table.table.tableName }),
      ...(callsDependency(calls, 'event-bus') && eventBus && { EVENT_BUS_NAME: eventBus.eventBusName }),
      ...(callsDependency(calls, 'webhook') &&
        webhookSecret && { WEBHOOK_SECRET_ARN: webhookSecret.secretArn }),
    },
  })
  const triggers = new Map(
    names.map((trigger): [TriggerName, TriggerFunction] => {
      const described = {
        trigger,
        memoryMb: props.memoryMb?.[trigger],
        ...describe(plans.calls[trigger] ?? []),
      }
      return [trigger, new TriggerFunction(scope, registry[trigger].cognitoName, described)]
    }),
  )
  const worker = describe(plans.calls['provisioning-worker'])
  const provisioning = new ProvisioningWorker(scope, 'Provisioning', {
    table: table.table,
    memoryMb: props.memoryMb?.['provisioning-worker'],
    copies: props.reserveWorkerConcurrency === false ? undefined : plans.workerCopies,
    ...worker,
    environment: {
      ...worker.environment,
      ...(props.effectsSince !== undefined && { EFFECTS_SINCE: props.effectsSince }),
    },
  })
  notePool(provisioning.worker.alias, pool)
  const grant = (triggerFunction: TriggerFunction, calls: readonly PlannedCall[] = []): void =>
    grantPlan(triggerFunction, calls, {
      pool,
      table: table.table,
      tableKeyArn: props.encryptionKeyArn,
      eventBusArn: eventBus?.eventBusArn,
      webhookSecretArn: webhookSecret?.secretArn,
      mailSenders: plans.mailSenders,
    })
  for (const [name, triggerFunction] of triggers) grant(triggerFunction, plans.calls[name])
  grant(provisioning.worker, plans.calls['provisioning-worker'])

  const tokenVersion = props.preTokenGenerationVersion ?? 'V2_0'
  const version = lambdaVersions[tokenVersion]
  for (const [name, triggerFunction] of triggers) {
    const property = registry[name].poolProperty
    connectTrigger(pool, triggerFunction, { property, version, replaces: slots[name] === 'replace' })
  }
  watch(scope, provisioning, props)
  if (props.watchSlots ?? pool.resource !== undefined) {
    const actions = props.alarmActions
    new SlotCheck(scope, 'SlotCheck', { worker: provisioning.worker, triggers, tokenVersion, pool, actions })
  }
  const parts = { triggers, provisioningWorker: provisioning.worker, eventBus, webhookSecret }
  addDashboard(parts, props)
  const { environment: _, ...functionProps } = describe([])
  rollOut(scope, parts, { ...props, ...functionProps })
  applyOperations(scope, props, plans)
  return parts
}

function findAlarmActions(
  scope: Construct,
  { alarmActions = [], alarmTopicArn }: TriggerPartsProps,
): readonly IAlarmAction[] {
  if (alarmTopicArn === undefined) return alarmActions
  return [...alarmActions, new SnsAction(Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn))]
}

/** 24 bytes, the least that Standard Webhooks allows: 32 letters and digits, which are base64. */
function addWebhookSecret(scope: Construct, retainData: boolean): Secret {
  return new Secret(scope, 'WebhookSecret', {
    description: 'Signs webhooks; receivers check them with it, as whsec_<value>',
    generateSecretString: { excludePunctuation: true, passwordLength: 32 },
    removalPolicy: removalOf(retainData),
  })
}

function watch(scope: Construct, provisioning: ProvisioningWorker, props: TriggerPartsProps): void {
  const { worker, deadLetters, sweepEvery } = provisioning
  const { stateMachine: walk } = new ReconcileWorkflow(scope, 'Reconcile', {
    worker: worker.alias,
    userPoolId: props.pool.userPoolId,
    side: props.pool.side,
    every: props.reconcileEvery,
    lostStarts: deadLetters,
  })
  new WorkerAlarms(scope, 'Alarms', { worker, deadLetters, sweepEvery, walk, actions: props.alarmActions })
}

function addDashboard(parts: TriggerParts, { pool, client }: TriggerPartsProps): void {
  new SuiteDashboard(pool.side, 'Dashboard', {
    triggers: [...parts.triggers.values()],
    worker: parts.provisioningWorker,
    userPoolId: pool.userPoolId,
    ...(client && { client }),
  })
}

function rollOut(
  scope: Construct,
  parts: TriggerParts,
  props: TriggerPartsProps & { readonly retainLogs: boolean },
): void {
  const triggers = [...parts.triggers.values()]
  const { bundleDirectory, retainLogs, alarmActions: actions, rollout: plan = usualPlan } = props
  const closing = triggers.flatMap(
    (trigger) => new TriggerAlarms(trigger, 'Alarms', { trigger, actions }).closing,
  )
  const { pool, clientIds = [] } = props
  // What names the pool stands beside it.
  const side = clientIds.length === 0 ? scope : pool.side
  new PeopleAlarms(side, 'People', { closing, userPoolId: pool.userPoolId, clientIds, actions })
  if (plan === 'all-at-once') return
  const memoryMb = props.memoryMb?.rehearsal
  new Rollout(scope, 'Rollout', {
    bundleDirectory,
    retainLogs,
    memoryMb,
    functions: [...triggers, parts.provisioningWorker],
    plan,
    step: props.rolloutStep,
    bound: props.rollbackAt,
    actions,
  })
}
