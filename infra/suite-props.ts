/** What a team may say about the construct; everything has a default. */
import type { Duration } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { FeaturePlan } from 'aws-cdk-lib/aws-cognito'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'

import type { OidcProvider } from './identity-providers.ts'
import type { SuitePlans } from './suite-plans.ts'
import type { WritableAttribute } from './writable-attributes.ts'

/** The shape of the pre token generation event: V1_0 ID token only, V2_0 both tokens, V3_0 machine tokens too. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0'

export interface CognitoTriggerSuiteProps {
  /**
   * Where `npm run build` put the triggers; each needs `<trigger>/index.mjs`.
   *
   * @default 'dist/triggers'
   */
  readonly bundleDirectory?: string
  /**
   * Keep the pool, the table and the logs, and refuse to delete them, when the stack goes.
   *
   * @default true
   */
  readonly retainData?: boolean
  /**
   * The pool's plan. Must be Essentials or Plus for pre token generation V2_0 and V3_0.
   *
   * @default FeaturePlan.ESSENTIALS
   */
  readonly featurePlan?: FeaturePlan
  /**
   * The event that pre token generation gets. Must match what its handler answers.
   *
   * @default 'V2_0'
   */
  readonly preTokenGenerationVersion?: PreTokenGenerationVersion
  /**
   * The first label of the managed login's domain. Unique in the Region; without `aws`, `amazon` and `cognito`.
   *
   * @default 'trigger-suite-<account id>'
   */
  readonly domainPrefix?: string
  /**
   * Where managed login may send a person after sign-in. HTTPS, but for localhost.
   *
   * @default ['http://localhost:3000/callback']
   */
  readonly callbackUrls?: readonly string[]
  /**
   * Where managed login may send a person after sign-out. HTTPS, but for localhost.
   *
   * @default ['http://localhost:3000/']
   */
  readonly logoutUrls?: readonly string[]
  /**
   * The standard attributes that the app clients of people may write, at sign-up and later.
   *
   * @default ['email', 'name', 'locale']
   */
  readonly writableAttributes?: readonly WritableAttribute[]
  /**
   * Where people may sign in besides the pool itself.
   *
   * @default none
   */
  readonly identityProviders?: readonly OidcProvider[]
  /**
   * How long each trigger's log lines are kept.
   *
   * @default one month
   */
  readonly logRetention?: RetentionDays
  /**
   * What the functions call: they are granted exactly this. A trigger whose slowest path exceeds its limit fails the
   * synthesis with the arithmetic shown. They are read from the suite whose bundles are deployed: `readSuitePlans(suite)`.
   */
  readonly plans: SuitePlans
  /**
   * How often the whole pool is walked for users without a record.
   *
   * @default one hour
   */
  readonly reconcileEvery?: Duration
  /**
   * A moment in UTC such as `2026-11-28T12:00:00Z`: the worker sends users confirmed before it no mail, webhook or event. For
   * a table that was restored. Not after now.
   *
   * @default that of `defineProvisioningWorker`; if both are given, the later one counts
   */
  readonly effectsSince?: string
  /**
   * Whether Lambda holds the worker to the copies that its rates were proved for, by setting their concurrency aside.
   * Lambda refuses that in an account that would have too little left, such as a new one with 10. Without it a table
   * with many shards in its stream may have the worker ask more of Cognito than its share.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default true
   */
  readonly reserveWorkerConcurrency?: boolean
  /**
   * How a new version of a trigger gets its calls: rehearsed, then a tenth of them for five minutes, and back at an alarm;
   * or all at once.
   *
   * @default 'canary'
   */
  readonly rollout?: 'canary' | 'all-at-once'
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: it is seen in CloudWatch only
   */
  readonly alarmActions?: readonly IAlarmAction[]
}

/** What cdk.json may say of the pool. */
export type PoolSettings = Pick<
  CognitoTriggerSuiteProps,
  'callbackUrls' | 'logoutUrls' | 'writableAttributes' | 'preTokenGenerationVersion' | 'identityProviders'
>
