/** The construct that a team adds to its stack: a user pool, its triggers, their table, and the worker that finishes
 * users. */
import { Aws, Stack, Stage } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { FeaturePlan, LambdaVersion } from 'aws-cdk-lib/aws-cognito'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'

import { registry, type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { findBuiltSuite } from './built-suite.ts'
import { checkSuiteProps } from './check-props.ts'
import { connectTrigger } from './connect-trigger.ts'
import { requireDeclared } from './custom-attributes.ts'
import { requirePastMoments } from './effects-since.ts'
import { requireConfigured } from './function-memory.ts'
import { callsDependency, grantPlan, originsOf, servicesOf } from './grant-plan.ts'
import { requirePlansFit } from './plan-proof.ts'
import { findPoolMistakes } from './pool-guards.ts'
import { readPoolWiring } from './pool-wiring.ts'
import { ProvisioningWorker } from './provisioning-worker.ts'
import { removalOf } from './removal.ts'
import { ReconcileWorkflow } from './reconcile-workflow.ts'
import type { PlannedCall, SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { CognitoTriggerSuiteProps } from './suite-props.ts'
import { Rollout } from './rollout.ts'
import { SuiteDashboard } from './suite-dashboard.ts'
import { SuiteTable } from './suite-table.ts'
import { requireTokenVersion, requireUnwritable } from './token-guards.ts'
import { TriggerAlarms } from './trigger-alarms.ts'
import { TriggerFunction } from './trigger-function.ts'
import { SuiteUserPool } from './user-pool.ts'
import { WorkerAlarms } from './worker-alarms.ts'

const lambdaVersions = {
  V1_0: LambdaVersion.V1_0,
  V2_0: LambdaVersion.V2_0,
  V3_0: LambdaVersion.V3_0,
} as const

type BuiltProps = CognitoTriggerSuiteProps & { readonly bundleDirectory: string }

export class CognitoTriggerSuite extends Construct {
  /** What the suite's functions call. */
  readonly plans: SuitePlans
  readonly userPool: SuiteUserPool
  readonly table: SuiteTable
  /** The triggers that the suite configures, in the order of the registry. */
  readonly triggers: ReadonlyMap<TriggerName, TriggerFunction>
  readonly provisioningWorker: TriggerFunction
  /** The bus to which the suite reports users; only when an effect does so. */
  readonly eventBus: EventBus | undefined
  /** The key that signs webhooks; only when an effect calls one. */
  readonly webhookSecret: Secret | undefined
  private readonly domainPrefix: string

  constructor(scope: Construct, id: string, given: CognitoTriggerSuiteProps) {
    super(scope, id)
    checkSuiteProps(given)
    const { plans, bundleDirectory } = findBuiltSuite(this.node.tryGetContext('bundleDirectory'), given)
    const props = { ...given, bundleDirectory, alarmActions: this.alarmActions(given) }
    this.plans = plans
    requirePastMoments({ ...props, plans }, Date.now())
    requirePlansFit(plans.proofs)
    const version = props.preTokenGenerationVersion ?? 'V2_0'
    requireTokenVersion(plans.tokens, version)
    const writableAttributes = props.writableAttributes ?? ['email', 'name', 'locale']
    requireUnwritable(plans.refusals, writableAttributes)
    const customAttributes = props.customAttributes ?? {}
    requireDeclared(plans.attributes, customAttributes)
    requireConfigured(props.memoryMb ?? {}, plans.calls)
    const retainData = props.retainData ?? true

    const domainPrefix = props.domainPrefix ?? `trigger-suite-${Aws.ACCOUNT_ID}`
    this.table = new SuiteTable(this, 'Data', { retainData })
    this.userPool = new SuiteUserPool(this, 'Users', {
      retainData,
      featurePlan: props.featurePlan ?? FeaturePlan.ESSENTIALS,
      domainPrefix,
      groups: plans.groups,
      callbackUrls: props.callbackUrls ?? ['http://localhost:3000/callback'],
      logoutUrls: props.logoutUrls ?? ['http://localhost:3000/'],
      customAttributes,
      selfSignUp: props.selfSignUp ?? true,
      signInBy: props.signInBy ?? ['email'],
      mfa: props.mfa,
      customDomain: props.customDomain,
      passwordPolicy: props.passwordPolicy ?? {},
      tokenLifetimes: props.tokenLifetimes ?? {},
      writableAttributes,
      identityProviders: props.identityProviders ?? [],
      ses: props.ses,
    })
    const all = Object.values(plans.calls).flat()
    originsOf(all)
    if (callsDependency(all, 'event-bus')) this.eventBus = new EventBus(this, 'Events')
    if (callsDependency(all, 'webhook')) this.webhookSecret = this.addWebhookSecret(retainData)

    const { pool } = this.userPool
    this.triggers = new Map(
      triggerNames.flatMap((trigger): [TriggerName, TriggerFunction][] => {
        const calls = plans.calls[trigger]
        if (calls === undefined) return []
        const { cognitoName } = registry[trigger]
        const memoryMb = props.memoryMb?.[trigger]
        const described = { trigger, memoryMb, ...this.describeFunction(props, calls) }
        return [[trigger, new TriggerFunction(this, cognitoName, described)]]
      }),
    )
    const worker = this.describeFunction(props, plans.calls['provisioning-worker'])
    const provisioning = new ProvisioningWorker(this, 'Provisioning', {
      table: this.table.table,
      memoryMb: props.memoryMb?.['provisioning-worker'],
      copies: props.reserveWorkerConcurrency === false ? undefined : plans.workerCopies,
      ...worker,
      environment: {
        ...worker.environment,
        ...(props.effectsSince !== undefined && { EFFECTS_SINCE: props.effectsSince }),
      },
    })
    this.provisioningWorker = provisioning.worker
    for (const [name, triggerFunction] of this.triggers)
      this.grant(triggerFunction, plans.calls[name] ?? [], plans)
    this.grant(this.provisioningWorker, plans.calls['provisioning-worker'], plans)

    for (const [name, triggerFunction] of this.triggers)
      connectTrigger(pool, registry[name].poolProperty, triggerFunction, lambdaVersions[version])
    this.watch(provisioning, props)
    this.rollOut(props)
    this.domainPrefix = domainPrefix
    this.node.addValidation({
      validate: () => [
        ...findPoolMistakes(readPoolWiring(pool), plans.mailMessages),
        ...this.findSameDomain(),
      ],
    })
  }

  private alarmActions({
    alarmActions = [],
    alarmTopicArn,
  }: CognitoTriggerSuiteProps): readonly IAlarmAction[] {
    if (alarmTopicArn === undefined) return alarmActions
    return [...alarmActions, new SnsAction(Topic.fromTopicArn(this, 'AlarmTopic', alarmTopicArn))]
  }

  /** 24 bytes, the least that Standard Webhooks allows: 32 letters and digits, which are base64. */
  private addWebhookSecret(retainData: boolean): Secret {
    return new Secret(this, 'WebhookSecret', {
      description: 'Signs webhooks; receivers check them with it, as whsec_<value>',
      generateSecretString: { excludePunctuation: true, passwordLength: 32 },
      removalPolicy: removalOf(retainData),
    })
  }

  /** Cognito gives a domain to one pool of a Region. What another stage of the app deploys may be elsewhere. */
  private findSameDomain(): readonly string[] {
    const { environment } = Stack.of(this)
    const twin = Stage.of(this)
      ?.node.findAll()
      .find(
        (each) =>
          each instanceof CognitoTriggerSuite &&
          each !== this &&
          Stage.of(each) === Stage.of(this) &&
          Stack.of(each).environment === environment &&
          each.domainPrefix === this.domainPrefix,
      )
    return twin === undefined
      ? []
      : [
          `This suite and ${twin.node.path} have one domainPrefix: give each its own, since a domain belongs to one pool.`,
        ]
  }

  private watch(provisioning: ProvisioningWorker, props: CognitoTriggerSuiteProps): void {
    const { worker, deadLetters, sweepEvery } = provisioning
    const { stateMachine: walk } = new ReconcileWorkflow(this, 'Reconcile', {
      worker: worker.alias,
      userPoolId: this.userPool.pool.userPoolId,
      every: props.reconcileEvery,
    })
    // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
    new WorkerAlarms(this, 'Alarms', { worker, deadLetters, sweepEvery, walk, actions: props.alarmActions })
  }

  private rollOut(props: BuiltProps): void {
    const functions = [...this.triggers.values()]
    // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
    new SuiteDashboard(this, 'Dashboard', {
      triggers: functions,
      worker: this.provisioningWorker,
      pool: this.userPool.pool,
      client: this.userPool.clients.public,
    })
    const triggers = functions.map((trigger) => ({
      trigger,
      alarms: new TriggerAlarms(trigger, 'Alarms', { trigger, actions: props.alarmActions }),
    }))
    if (props.rollout === 'all-at-once') return
    const { environment: _, ...functionProps } = this.describeFunction(props, [])
    const memoryMb = props.memoryMb?.rehearsal
    // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
    new Rollout(this, 'Rollout', { ...functionProps, memoryMb, triggers })
  }

  private describeFunction(props: BuiltProps, calls: readonly PlannedCall[]) {
    return {
      bundleDirectory: props.bundleDirectory,
      retainLogs: props.retainData ?? true,
      logRetention: props.logRetention,
      environment: {
        ...originsOf(calls),
        ...servicesOf(calls),
        ...(callsDependency(calls, 'table') && { TABLE_NAME: this.table.table.tableName }),
        ...(callsDependency(calls, 'event-bus') &&
          this.eventBus && { EVENT_BUS_NAME: this.eventBus.eventBusName }),
        ...(callsDependency(calls, 'webhook') &&
          this.webhookSecret && { WEBHOOK_SECRET_ARN: this.webhookSecret.secretArn }),
      },
    }
  }

  private grant(triggerFunction: TriggerFunction, calls: readonly PlannedCall[], plans: SuitePlans): void {
    grantPlan(triggerFunction, calls, {
      pool: this.userPool.pool,
      table: this.table.table,
      eventBusArn: this.eventBus?.eventBusArn,
      webhookSecretArn: this.webhookSecret?.secretArn,
      mailSenders: plans.mailSenders,
    })
  }
}
