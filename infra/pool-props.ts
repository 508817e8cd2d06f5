/** The settings of the pool: props of the construct, and the context `pool` of cdk.json. */
import type { FeaturePlan, UserPoolSESOptions } from 'aws-cdk-lib/aws-cognito'

import type { CustomAttributes } from './custom-attributes.ts'
import type { CustomDomain } from './custom-domain.ts'
import type { FunctionMemory } from './function-memory.ts'
import type { OidcProvider } from './identity-providers.ts'
import type { Operations } from './operations.ts'
import type { PasswordPolicy } from './password-policy.ts'
import type { RollbackBound, RolloutPlan, RolloutStep } from './rollout-settings.ts'
import type { MfaSettings, SignInName } from './sign-in.ts'
import type { TokenLifetimes } from './token-lifetimes.ts'
import type { WritableAttribute } from './writable-attributes.ts'

/** The shape of the pre token generation event. V1_0: ID token only. V2_0: both tokens. V3_0: machine tokens too. */
export type PreTokenGenerationVersion = 'V1_0' | 'V2_0' | 'V3_0'

/** What Cognito does with risky sign-ins: logs them, or answers them as the pool's risk configuration says. */
export type ThreatProtection = 'audit' | 'enforced'

export interface PoolSettings extends Operations {
  /**
   * The pool's plan, `LITE`, `ESSENTIALS` or `PLUS`. Pre token generation V2_0 and V3_0 need Essentials or Plus.
   *
   * @see https://aws.amazon.com/cognito/pricing/
   *
   * @default FeaturePlan.ESSENTIALS
   */
  readonly featurePlan?: FeaturePlan
  /**
   * What Cognito does with risky sign-ins and leaked passwords. It needs the plan Plus.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
   *
   * @default nothing
   */
  readonly threatProtection?: ThreatProtection
  /**
   * The ARN of a regional web ACL of AWS WAF, in the stack's Region, for the pool's public addresses.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html
   *
   * @default none
   */
  readonly webAclArn?: string
  /**
   * The event that pre token generation gets. Its handler must answer this version.
   *
   * @default 'V2_0'
   */
  readonly preTokenGenerationVersion?: PreTokenGenerationVersion
  /**
   * Attributes of your own, by name: `{ 'custom:plan': { type: 'String', max: 20 } }`; 49 at most. The suite may name only
   * these and the standard ones. An attribute cannot be changed or removed once it is deployed: the deployment fails.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
   *
   * @default none besides `custom:tenant`, which each pool has
   */
  readonly customAttributes?: CustomAttributes
  /**
   * The attributes that the app clients may write, at sign-up and later: standard ones, and those of `customAttributes`.
   *
   * @default ['email', 'name', 'locale']
   */
  readonly writableAttributes?: readonly WritableAttribute[]
  /**
   * By what people sign in: `email`, `phone`, both, or a `username` with these and `preferred_username` as its aliases.
   * Everybody has an address. With `phone` a sign-up is verified by its number, and the address is not. A pool that is deployed keeps what it was made with: the
   * deployment of another choice fails.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
   *
   * @default ['email']
   */
  readonly signInBy?: readonly SignInName[]
  /**
   * The second factor.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
   *
   * @default off
   */
  readonly mfa?: MfaSettings
  /**
   * Whether people may make accounts themselves. Otherwise administrators make all users, or identity providers.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html
   *
   * @default true
   */
  readonly selfSignUp?: boolean
  /**
   * What a new password must be. Passwords that people have stay good.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
   *
   * @default 12 characters of any kind
   */
  readonly passwordPolicy?: PasswordPolicy
  /**
   * How long tokens are good, by app client.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
   *
   * @default an hour for access and ID tokens, 30 days for refresh tokens
   */
  readonly tokenLifetimes?: TokenLifetimes
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
   * A domain of your own for managed login. The domain with the prefix stays. Point the name at the output
   * `CustomDomainTarget` in DNS.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
   *
   * @default the domain with the prefix alone
   */
  readonly customDomain?: CustomDomain
  /**
   * Memory by function, in MB, 128 to 10,240. Processor time grows in proportion: with less than the default a cold start
   * may be too slow for Cognito.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   *
   * @default 512 each
   */
  readonly memoryMb?: FunctionMemory
  /**
   * The ARN of the SNS topic, in the stack's Region, to which every alarm sends.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html
   *
   * @default none: alarms are visible in CloudWatch only
   */
  readonly alarmTopicArn?: string
  /**
   * How a new version of a trigger or of the worker gets its calls: rehearsed, then a share more every few minutes; a share
   * for a while, then all; or all at once. A stage that can be thrown away deploys all at once.
   *
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
   *
   * @default 'linear'
   */
  readonly rollout?: RolloutPlan
  /**
   * The share of the calls in each step, and how long a step lasts.
   *
   * @default 10 percent; 3 minutes for `linear`, 30 for `canary`
   */
  readonly rolloutStep?: RolloutStep
  /**
   * From how many bad calls of the new version on, and from which share of its calls, the old version is restored.
   *
   * @default 2 calls of 15 minutes that are 10 percent of all
   */
  readonly rollbackAt?: RollbackBound
}
