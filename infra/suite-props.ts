/** What a team may set on the construct. Everything has a default. */
import type { Duration } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'

import type { Operations } from './operations.ts'
import type { PoolOfTeam } from './given-pool.ts'
import type { Slots } from './slots.ts'
import type { PoolSettings } from './pool-props.ts'

/** What a suite needs on any pool. */
export interface TriggersProps
  extends
    Operations,
    Pick<
      PoolSettings,
      'preTokenGenerationVersion' | 'memoryMb' | 'alarmTopicArn' | 'rollout' | 'rolloutStep' | 'rollbackAt'
    > {
  /**
   * The path of the suite's file, absolute or from the current folder. It is type-checked and built during the synthesis.
   * Exactly what its functions call is granted. A trigger whose slowest path exceeds its limit fails the synthesis with the
   * arithmetic.
   *
   * @default what stands in `bundleDirectory`
   */
  readonly suite?: string
  /**
   * Where `npm run build` put the triggers, with its folder `meta` beside it, in place of a build. Each needs
   * `<trigger>/index.mjs`. Context `bundleDirectory` goes before it. A build of another suite than `suite` is refused, and so
   * is one that is older than its sources.
   *
   * @default the suite is built
   */
  readonly bundleDirectory?: string
  /**
   * Keep the table and the logs, and a pool of the suite's own with its app clients, domains, groups and providers, when
   * the stack is deleted. Pool and table also refuse to be deleted.
   *
   * @default true
   */
  readonly retainData?: boolean
  /**
   * How often the worker walks the whole pool for users without a record: an hour or more, in whole minutes. A walk that
   * stopped goes on within an hour.
   *
   * @default one day
   */
  readonly reconcileEvery?: Duration
  /**
   * A moment in UTC such as `2026-11-28T12:00:00Z`. The worker sends users confirmed before it no mail, webhook or
   * event. For a table that was restored. It must not be in the future.
   *
   * @default that of `defineProvisioningWorker`; if both are given, the later one counts
   */
  readonly effectsSince?: string
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: the alarm is visible in CloudWatch only
   */
  readonly alarmActions?: readonly IAlarmAction[]
}

export interface CognitoTriggerSuiteProps extends PoolSettings, TriggersProps {
  /**
   * Leaves the schema of the pool out of the template. For a pool that is deployed and whose updates end in "Invalid
   * AttributeDataType input": it keeps its attributes. A new pool must not have it.
   *
   * @default false
   */
  readonly omitSchema?: boolean
  /**
   * The first label of the managed login's domain. It must be unique in the Region and must not contain `aws`,
   * `amazon` or `cognito`.
   *
   * @default `trigger-suite-`, letters for the construct's place in the app, and an id of the stack
   */
  readonly domainPrefix?: string
}

export interface CognitoTriggersProps extends TriggersProps {
  /**
   * The pool that the triggers are for: one of the app, in any stack, as `UserPool` or `CfnUserPool`, or one outside of
   * it, as `UserPool.fromUserPoolArn`, `UserPool.fromUserPoolId` or its ARN. A pool outside of the app is not changed:
   * its owner connects the functions, as `cts snippet` prints.
   */
  readonly pool: PoolOfTeam
  /**
   * What happens with a trigger of the pool: `connect` refuses one that calls another function already, `keep` leaves
   * it as it is and makes no function, `replace` takes it.
   *
   * @default 'connect' for each trigger of the suite
   */
  readonly slots?: Slots
  /**
   * The ids of the app clients through which people sign in, at most 5. What Cognito counts at them as failed rings alarms.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
   *
   * @default no such alarms
   */
  readonly clientIds?: readonly string[]
  /**
   * Attributes that app clients of the pool may write although the suite relies on them, such as `custom:team` if people may
   * choose their team: everybody who signs in can then say of themselves what they hold.
   *
   * @default none
   */
  readonly allowWrite?: readonly string[]
  /**
   * Whether the worker looks every five minutes if the pool still calls the functions, and the alarm `SlotLost` rings when
   * it does not. Set it for a pool outside of the app once its owner has connected all of them.
   *
   * @default true for a pool of the app, false for one outside of it
   */
  readonly watchSlots?: boolean
}
