/** What a team may set on a front door. */
import type { Duration } from 'aws-cdk-lib/core'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import type { IUserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import type { IApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'

import type { CognitoTriggerSuite } from '../cognito-trigger-suite.ts'
import type { CognitoTriggers } from '../cognito-triggers.ts'
import type { RunSettings } from '../operations.ts'
import type { WritableAttribute } from '../writable-attributes.ts'

export interface FrontDoorProps extends RunSettings {
  /** Whose table holds the sessions: `CognitoTriggerSuite` or `CognitoTriggers`. Its pre sign-up function answers the
   * administrators' questions. */
  readonly suite: Pick<CognitoTriggerSuite | CognitoTriggers, 'table' | 'triggers'>
  /** The pool of the users. */
  readonly userPool: IUserPool
  /** Where the app's pages are, such as `https://app.example.com`; 1 to 10. Nobody else may ask. Managed login returns to
   * the first one, so that the front door must answer there. */
  readonly origins: readonly string[]
  /**
   * The HTTP API that has the front door's routes. It must have no CORS configuration of its own, which would answer
   * preflights in place of the front door.
   *
   * @default none
   */
  readonly httpApi?: HttpApi
  /**
   * The listener that has the front door's rule, and the rule's priority.
   *
   * @default none; one of the two doors is needed
   */
  readonly loadBalancer?: { readonly listener: IApplicationListener; readonly priority: number }
  /**
   * The path before every route.
   *
   * @default '/auth'
   */
  readonly basePath?: string
  /**
   * The pool's domain, such as `https://login.example.com`, for sign-in over managed login.
   *
   * @default none: people sign in with a password
   */
  readonly loginOrigin?: string
  /**
   * What to ask managed login for.
   *
   * @default openid, email and profile
   */
  readonly loginScopes?: readonly string[]
  /**
   * An app client with a secret, `ALLOW_USER_PASSWORD_AUTH` and rotation of refresh tokens.
   *
   * @default a new one
   */
  readonly client?: UserPoolClient
  /**
   * What people may write at sign-up, for the new app client.
   *
   * @default email, name and locale
   */
  readonly writableAttributes?: readonly WritableAttribute[]
  /**
   * The secret of the sealing keys: one or two texts of 32 or more characters, parted by a space. The first seals.
   *
   * @default a new one with one key
   */
  readonly sessionKeys?: ISecret
  /**
   * How long a session lasts, an hour to ten years; as long as the app client's refresh tokens.
   *
   * @default 30 days
   */
  readonly sessionLife?: Duration
  /**
   * The most sessions of one person, 1 to 100. A sign-in ends the oldest when there are more.
   *
   * @default 10
   */
  readonly maxSessions?: number
  /**
   * The scope of an access token that opens the administrators' routes, such as `door/admin`.
   *
   * @default none: there are no such routes
   */
  readonly adminScope?: string
  /**
   * Whether Cognito's threat protection is told each person's address, as the HTTP API or the load balancer sees it: not
   * where a CDN stands before them, whose address that would be. A new app client accepts it, and a given one must, by
   * `enablePropagateAdditionalUserContextData`.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html
   *
   * @default false: Cognito sees the function's address
   */
  readonly sendIp?: boolean
  /**
   * What an alarm does, such as sending to a topic.
   *
   * @default nothing: the alarms are visible in CloudWatch only
   */
  readonly alarmActions?: readonly IAlarmAction[]
  /**
   * Memory in MB.
   *
   * @default 512
   */
  readonly memoryMb?: number
  /**
   * Whether log, secrets and app client stay when the stack is deleted.
   *
   * @default true
   */
  readonly retainData?: boolean
}
