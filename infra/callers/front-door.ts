/** A front door for a web app that keeps tokens out of the browser: a function behind an HTTP API or a load balancer. */
import { Duration } from 'aws-cdk-lib/core'
import { type HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IUserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import {
  ApplicationTargetGroup,
  type IApplicationListener,
  ListenerCondition,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets'
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'

import { sessionKeys } from '@cognito-trigger-suite/callers/internal/shared/session-store'
import { submitKeys } from '@cognito-trigger-suite/callers/internal/shared/submit-once'
import { bundleCaller } from '../bundle-caller.ts'
import type { CognitoTriggerSuite } from '../cognito-trigger-suite.ts'
import type { CognitoTriggers } from '../cognito-triggers.ts'
import { allowTableKey } from '../grant-plan.ts'
import { removalOf } from '../removal.ts'
import { findSecretVariables } from '../secret-guards.ts'
import { TriggerFunction } from '../trigger-function.ts'
import type { WritableAttribute } from '../writable-attributes.ts'
import { checkFrontDoor, findApiMistakes } from './front-door-checks.ts'
import { addDoorClient, findClientMistakes, keepClientSecret } from './front-door-client.ts'

export interface FrontDoorProps {
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
   * The scope of an access token that opens the administrators' routes, such as `door/admin`.
   *
   * @default none: there are no such routes
   */
  readonly adminScope?: string
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

/** An HTTP API waits 30 seconds. */
const timeoutS = 29

export class FrontDoor extends Construct {
  readonly door: TriggerFunction
  readonly client: UserPoolClient
  readonly sessionKeys: ISecret

  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id)
    checkFrontDoor(props)
    const { basePath = '/auth', sessionLife = Duration.days(30), retainData = true } = props
    const settings = { ...props, basePath, sessionLife, retainData }
    this.client = props.client ?? addDoorClient(this, settings)
    const clientSecret = keepClientSecret(this, this.client, retainData)
    this.sessionKeys = props.sessionKeys ?? this.addKeys(retainData)
    this.door = new TriggerFunction(this, 'Door', {
      trigger: 'front-door',
      description: 'Signs people up and in for a web app, and keeps their tokens',
      codeDirectory: bundleCaller(this, { caller: 'front-door' }),
      retainLogs: retainData,
      timeoutS,
      ...(props.memoryMb !== undefined && { memoryMb: props.memoryMb }),
      environment: {
        TABLE_NAME: props.suite.table.table.tableName,
        CLIENT_ID: this.client.userPoolClientId,
        CLIENT_SECRET_ARN: clientSecret.secretArn,
        SESSION_KEYS_ARN: this.sessionKeys.secretArn,
        SESSION_S: String(sessionLife.toSeconds()),
        BASE_PATH: basePath,
        ORIGINS: props.origins.join(' '),
        ...this.loginVariables(props),
        ...this.adminVariables(props),
      },
    })
    this.grant(props, [clientSecret, this.sessionKeys])
    this.openDoors(settings)
    this.node.addValidation({
      validate: () => [
        ...findClientMistakes(this.client, settings),
        ...findApiMistakes(props.httpApi),
        ...findSecretVariables(this),
      ],
    })
  }

  private addKeys(isKept: boolean): Secret {
    return new Secret(this, 'SessionKeys', {
      description: 'Seals sessions of the front door. Put a new key before the old one, and a space between.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: removalOf(isKept),
    })
  }

  private loginVariables(props: FrontDoorProps): Record<string, string> {
    const { loginOrigin, loginScopes = ['openid', 'email', 'profile'] } = props
    return loginOrigin === undefined ? {} : { LOGIN_ORIGIN: loginOrigin, LOGIN_SCOPES: loginScopes.join(' ') }
  }

  private adminVariables({ adminScope, suite, userPool }: FrontDoorProps): Record<string, string> {
    if (adminScope === undefined) return {}
    const preSignUp = suite.triggers.get('pre-sign-up')
    return {
      ADMIN_SCOPE: adminScope,
      USER_POOL_ID: userPool.userPoolId,
      ...(preSignUp && { PRE_SIGN_UP_ARN: preSignUp.alias.functionArn }),
    }
  }

  /** Of the table exactly the partitions of sessions and submits, and for administrators those of invitations. */
  private grant({ suite, adminScope }: FrontDoorProps, secrets: readonly ISecret[]): void {
    const { table, keyArn } = suite.table
    const among = (...keys: readonly string[]) => ({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    })
    const ours = [sessionKeys, submitKeys]
    const invitations = adminScope === undefined ? [] : ['INVITE#*']
    const changes = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']
    this.door.allow(changes, table.tableArn, among(...ours))
    this.door.allow(['dynamodb:PutItem'], table.tableArn, among(...ours, ...invitations))
    if (keyArn !== undefined) allowTableKey(this.door, keyArn)
    for (const secret of secrets) {
      this.door.allow(['secretsmanager:GetSecretValue'], secret.secretFullArn ?? `${secret.secretArn}-??????`)
      secret.encryptionKey?.grantDecrypt(this.door.role)
    }
    const preSignUp = suite.triggers.get('pre-sign-up')
    if (adminScope !== undefined && preSignUp !== undefined)
      this.door.allow(['lambda:InvokeFunction'], preSignUp.alias.functionArn)
  }

  private openDoors({
    httpApi,
    loadBalancer,
    basePath,
  }: FrontDoorProps & { readonly basePath: string }): void {
    httpApi?.addRoutes({
      path: `${basePath}/{proxy+}`,
      // A preflight must reach the front door, and no authorizer may stand before it.
      methods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.OPTIONS],
      integration: new HttpLambdaIntegration('FrontDoor', this.door.alias),
      authorizer: new HttpNoneAuthorizer(),
    })
    if (loadBalancer === undefined) return
    const targets = new ApplicationTargetGroup(this, 'Targets', {
      targetType: TargetType.LAMBDA,
      targets: [new LambdaTarget(this.door.alias)],
      // Without it an answer carries one cookie.
      multiValueHeadersEnabled: true,
    })
    loadBalancer.listener.addTargetGroups(this.node.addr, {
      targetGroups: [targets],
      priority: loadBalancer.priority,
      conditions: [ListenerCondition.pathPatterns([`${basePath}/*`])],
    })
  }
}
