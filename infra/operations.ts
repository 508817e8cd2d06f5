/** How the suite is run: what an account asks for besides that it works. All of it is off unless it is set. */
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2'
import { CfnLogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Annotations } from 'aws-cdk-lib/core'
import { CfnAlias, CfnFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct, IConstruct } from 'constructs'

import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import type { RolloutPlan } from './rollout-settings.ts'
import { usualPlan } from './rollout-settings.ts'
import { TriggerFunction } from './trigger-function.ts'

export interface VpcSettings {
  /** Subnets, in two zones at least, with a way to what the suite calls. */
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
}

/** What an account asks of each function and log group. */
export interface RunSettings {
  /**
   * How long log lines are kept, in days that CloudWatch Logs knows.
   *
   * @default one month
   */
  readonly logRetention?: RetentionDays
  /**
   * The ARN of a KMS key, in the stack's Region, for table and logs. Its policy must let CloudWatch Logs use it. Choose it
   * before the first deployment, since DynamoDB encrypts the whole table again.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   *
   * @default keys of AWS
   */
  readonly encryptionKeyArn?: string
  /**
   * Whether Lambda sends traces to X-Ray.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   *
   * @default false
   */
  readonly tracing?: boolean
  /**
   * Where functions run in a network of yours.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   *
   * @default in no VPC
   */
  readonly vpc?: VpcSettings
}

/** On any pool. */
export interface Operations extends RunSettings {
  /**
   * Whether Lambda reserves concurrency for the worker, and so limits its copies to the number that its rates were
   * proved for. Lambda refuses this when too little would be left for the account, such as for a new one with 10.
   * Without it a table with many stream shards may make the worker exceed its share of Cognito's quota.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default true
   */
  readonly reserveWorkerConcurrency?: boolean
  /**
   * Copies of a trigger that are kept warm, by trigger. An alias that shifts calls cannot have them, so that `rollout` must
   * be `all-at-once`. They cost by the hour.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   *
   * @default none
   */
  readonly provisionedConcurrency?: Readonly<Partial<Record<TriggerName, number>>>
}

const settingsOf = new WeakMap<IConstruct, RunSettings>()

/** How the suite at this scope is run; undefined for any other scope. */
export function runSettingsOf(scope: IConstruct): RunSettings | undefined {
  return settingsOf.get(scope)
}

/** Applies the settings to every function and log group of a suite. */
export function applyOperations(
  scope: Construct,
  operations: Operations & { readonly rollout?: RolloutPlan },
  plans: SuitePlans,
): void {
  const { vpc, provisionedConcurrency = {}, rollout = usualPlan } = operations
  if (Object.keys(provisionedConcurrency).length > 0 && rollout !== 'all-at-once') {
    throw new TypeError(
      `provisionedConcurrency needs rollout all-at-once, not ${rollout}: Lambda refuses it for an alias that shifts its calls.`,
    )
  }
  settingsOf.set(scope, operations)
  applyRunSettings(scope, operations)
  for (const each of scope.node.findAll()) {
    if (!(each instanceof TriggerFunction)) continue
    const [, copies] = Object.entries(provisionedConcurrency).find(([name]) => name === each.trigger) ?? []
    if (copies !== undefined) keepWarm(each, copies)
  }
  if (vpc !== undefined) warnOfVpc(scope, plans)
}

/** Applies the settings to every function and log group below the scope. */
export function applyRunSettings(scope: Construct, settings: RunSettings): void {
  const { tracing, vpc } = settings
  for (const each of scope.node.findAll()) {
    if (each instanceof CfnLogGroup) setLogs(each, settings)
    if (!(each instanceof TriggerFunction)) continue
    if (tracing === true) trace(each)
    // The rehearsal calls Lambda and CodeDeploy alone.
    if (vpc !== undefined && each.trigger !== 'rehearsal') place(each, vpc)
  }
}

/** A group without a retention keeps its lines for ever. */
function setLogs(group: CfnLogGroup, { encryptionKeyArn, logRetention }: RunSettings): void {
  if (encryptionKeyArn !== undefined) group.kmsKeyId = encryptionKeyArn
  if (logRetention === undefined) return
  group.retentionInDays = logRetention === RetentionDays.INFINITE ? undefined : logRetention
}

function trace(each: TriggerFunction): void {
  resourceOf(each).tracingConfig = { mode: 'Active' }
  // X-Ray has no resources.
  each.allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')
}

/** Lambda itself makes the interfaces with the role. Code of the function may not: its requests have the condition's key.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
function place(each: TriggerFunction, { subnetIds, securityGroupIds }: VpcSettings): void {
  resourceOf(each).vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] }
  const actions = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ]
  each.allow(actions, '*', { Null: { 'lambda:SourceFunctionArn': 'true' } })
}

function keepWarm(each: TriggerFunction, copies: number): void {
  const alias = each.alias.node.defaultChild
  if (!(alias instanceof CfnAlias)) throw new TypeError(`${each.node.path} has no alias.`)
  alias.provisionedConcurrencyConfig = { provisionedConcurrentExecutions: copies }
}

function resourceOf(each: TriggerFunction): CfnFunction {
  const resource = each.function.node.defaultChild
  if (!(resource instanceof CfnFunction)) throw new TypeError(`${each.node.path} has no function.`)
  return resource
}

/** Without a way out a call hangs until its step gives up: no person could sign in with their claims. */
function warnOfVpc(scope: Construct, { calls }: SuitePlans): void {
  const all = Object.values(calls).flat()
  const services = new Set(all.flatMap(({ actions }) => actions.map((action) => action.split(':')[0] ?? '')))
  const outside = all
    .filter(
      ({ dependency, origin }) => origin !== undefined || ['webhook', 'human-check'].includes(dependency),
    )
    .map(({ dependency }) => dependency)
  const wayOut =
    outside.length > 0
      ? `a NAT gateway, since ${[...new Set(outside)].sort().join(', ')} is in the internet`
      : `a NAT gateway, or an endpoint for each of ${[...services].sort().join(', ')}`
  Annotations.of(scope).addWarningV2(
    'cognito-trigger-suite:vpc',
    `The functions run in a VPC, whose subnets need ${wayOut}. It costs by the hour, and a function that nobody calls for weeks must get its network again first.`,
  )
}

/** Rules of a firewall for the pool's public addresses.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html */
export function guardPool(scope: Construct, userPoolArn: string, webAclArn: string): void {
  new CfnWebACLAssociation(scope, 'WebAcl', { resourceArn: userPoolArn, webAclArn })
}
