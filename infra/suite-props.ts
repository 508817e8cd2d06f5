/** What a team may set on the construct. Everything has a default. */
import type { Duration } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { FeaturePlan, UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'

import type { OidcProvider } from './identity-providers.ts'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { WritableAttribute } from './writable-attributes.ts'

/** The shape of the pre token generation event. V1_0: ID token only. V2_0: both tokens. V3_0: machine tokens too. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0'

export interface CognitoTriggerSuiteProps {
  /**
   * The path of the suite's file, absolute or from the current folder. It is type-checked and built during the synthesis.
   *
   * @default what stands in `bundleDirectory`
   */
  readonly suite?: string
  /**
   * Where `npm run build` put the triggers, with its folder `meta` beside it, in place of a build. Each needs
   * `<trigger>/index.mjs`. Context `bundleDirectory` goes before it and before `suite`.
   *
   * @default the suite is built
   */
  readonly bundleDirectory?: string
  /**
   * Keep the pool, the table and the logs when the stack is deleted, and refuse to delete them.
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
   * The event that pre token generation gets. Its handler must answer this version.
   *
   * @default 'V2_0'
   */
  readonly preTokenGenerationVersion?: PreTokenGenerationVersion
  /**
   * The first label of the managed login's domain. It must be unique in the Region and must not contain `aws`,
   * `amazon` or `cognito`.
   *
   * @default 'trigger-suite-<account id>'
   */
  readonly domainPrefix?: string
  /**
   * Where managed login may send a person after sign-in. HTTPS, except for localhost.
   *
   * @default ['http://localhost:3000/callback']
   */
  readonly callbackUrls?: readonly string[]
  /**
   * Where managed login may send a person after sign-out. HTTPS, except for localhost.
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
   * Where people may sign in besides the pool.
   *
   * @default none
   */
  readonly identityProviders?: readonly OidcProvider[]
  /**
   * The address in SES that Cognito sends mail from. Custom message may write mail only then; its SES is that of the pool's
   * Region if `sesRegion` names no other.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
   *
   * @default Cognito's own, at most 50 mails a day
   */
  readonly ses?: UserPoolSESOptions
  /**
   * How long each trigger's log lines are kept.
   *
   * @default one month
   */
  readonly logRetention?: RetentionDays
  /**
   * The functions' calls. Exactly these are granted. A trigger whose slowest path exceeds its limit fails the
   * synthesis with the arithmetic.
   *
   * @default those that the build has written beside the bundles
   */
  readonly plans?: SuitePlans
  /**
   * How often the worker walks the whole pool for users without a record.
   *
   * @default one hour
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
   * How a new version of a trigger gets its calls: rehearsed, then a tenth of them for five minutes, with a rollback
   * on an alarm; or all at once.
   *
   * @default 'canary'
   */
  readonly rollout?: 'canary' | 'all-at-once'
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: the alarm is visible in CloudWatch only
   */
  readonly alarmActions?: readonly IAlarmAction[]
}

/** The settings of the pool in cdk.json. */
export type PoolSettings = Pick<
  CognitoTriggerSuiteProps,
  | 'callbackUrls'
  | 'logoutUrls'
  | 'writableAttributes'
  | 'preTokenGenerationVersion'
  | 'identityProviders'
  | 'ses'
>
