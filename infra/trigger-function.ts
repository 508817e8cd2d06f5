/** One function of the suite with its own log group, role and alias. */
import { Duration, Tags } from 'aws-cdk-lib/core'
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import type { Alias } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

import { findBundle } from './bundle.ts'
import { readRelease } from './context.ts'
import { removalOf } from './removal.ts'

/** The alias that callers use. The function itself grants no permissions. */
export const liveAlias = 'live'

/** The tag by which the local stack and operators recognise the functions of the suite. */
export const triggerTag = 'suite:trigger'

export interface TriggerFunctionProps {
  /** The function's folder name, such as `pre-sign-up`. */
  readonly trigger: string
  /**
   * The description of the function, for people who find it in the account.
   *
   * @default 'Cognito <trigger> trigger'
   */
  readonly description?: string
  /** The folder that holds `<trigger>/index.mjs`, built from the current sources. */
  readonly bundleDirectory?: string
  /**
   * The folder that holds `index.mjs`, of a function that no suite configures.
   *
   * @default the one in `bundleDirectory`
   */
  readonly codeDirectory?: string
  /** Keep the log group when the stack is deleted. */
  readonly retainLogs: boolean
  /**
   * Lambda's own limit in seconds. For a trigger 1 to 4: Cognito gives up after 5, and the answer needs time to travel
   * back.
   *
   * @default 4
   */
  readonly timeoutS?: number
  /**
   * Memory in MB. Processor time grows in proportion.
   *
   * @default 512
   */
  readonly memoryMb?: number
  /**
   * The most copies that run at once. Lambda reserves them for this function from the account's concurrency. It
   * refuses when less than 100 would be left for all others, so that a new account with 10 cannot reserve any.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default no limit but the account's
   */
  readonly maxCopies?: number
  /**
   * Environment variables. Never the pool's id, which would make a dependency cycle (read `event.userPoolId`), and
   * never a secret.
   *
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>
}

export class TriggerFunction extends Construct {
  readonly trigger: string
  readonly role: Role
  readonly function: LambdaFunction
  readonly alias: Alias

  constructor(scope: Construct, id: string, props: TriggerFunctionProps) {
    super(scope, id)
    this.trigger = props.trigger
    const release = readRelease(this.node.tryGetContext('release'))

    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalOf(props.retainLogs),
    })

    // AWSLambdaBasicExecutionRole may write to every log group of the account. This role may write to one.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Runs ${props.trigger}`,
    })
    logGroup.grantWrite(this.role)

    this.function = new LambdaFunction(this, 'Function', {
      description: props.description ?? `Cognito ${props.trigger} trigger`,
      code: Code.fromAsset(props.codeDirectory ?? findBundle(props.bundleDirectory ?? '', props.trigger)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 512,
      timeout: Duration.seconds(props.timeoutS ?? 4),
      reservedConcurrentExecutions: props.maxCopies,
      role: this.role,
      logGroup,
      // The report is one JSON line, written directly to stdout. Text passes it on byte for byte, so that CloudWatch
      // finds `_aws` at the top of the event and extracts the metrics. The JSON format would filter by level (a line
      // without `level` can be dropped). It would also wrap the output of `console` in a second object, and CloudWatch
      // ignores a nested `_aws`. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
      loggingFormat: LoggingFormat.TEXT,
      environment: { ...props.environment, ...(release !== undefined && { RELEASE: release }) },
      // If an update deleted the version before, a rollback would have none to restore. A version that a failed rollout
      // leaves behind would refuse the same code when it is deployed again.
      currentVersionOptions: { removalPolicy: removalOf(true) },
    })
    Tags.of(this.function).add(triggerTag, props.trigger)
    this.alias = this.function.addAlias(liveAlias)
  }

  /** Lets the function call exactly these actions on exactly this resource, under the conditions. */
  allow(
    actions: readonly string[],
    resourceArn: string,
    conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>,
  ): void {
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [resourceArn],
        conditions,
      }),
    )
  }
}
