/** A front door for a web app that keeps tokens out of the browser: a function behind an HTTP API or a load balancer. */
import { Duration } from 'aws-cdk-lib/core'
import { HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { ApplicationTargetGroup, ListenerCondition, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets'
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'

import { sessionKeys } from '@cognito-trigger-suite/callers/internal/shared/session-store'
import { submitKeys } from '@cognito-trigger-suite/callers/internal/shared/submit-once'
import { bundleCaller } from '../bundle-caller.ts'
import { CallerConstruct } from '../caller-construct.ts'
import { removalOf } from '../removal.ts'
import { findSecretVariables } from '../secret-guards.ts'
import type { SuiteTable } from '../suite-table.ts'
import { TriggerFunction } from '../trigger-function.ts'
import { addDoorAlarms } from '../front-door/alarms.ts'
import {
  findApiMistakes,
  findBalancerMistakes,
  findSettingMistakes,
  findTargetMistakes,
  frontDoorChecks,
  requireDoors,
  warnOfPlainHttp,
} from '../front-door/checks.ts'
import { addDoorClient, findClientMistakes, keepClientSecret } from '../front-door/client.ts'
import type { FrontDoorProps } from './front-door-props.ts'

/** An HTTP API waits 30 seconds. */
const timeoutS = 29

export class FrontDoor extends CallerConstruct<FrontDoorProps> {
  readonly door: TriggerFunction
  readonly client: UserPoolClient
  readonly sessionKeys: ISecret
  private readonly table: SuiteTable

  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id, props, frontDoorChecks)
    requireDoors(props)
    const { basePath = '/auth', sessionLife = Duration.days(30), retainData = true } = props
    const settings = { ...props, basePath, sessionLife, retainData }
    this.client = props.client ?? addDoorClient(this, settings)
    const clientSecret = keepClientSecret(this, this.client, retainData)
    this.table = props.suite.table
    this.sessionKeys = props.sessionKeys ?? this.addKeys(retainData)
    this.door = new TriggerFunction(this, 'Door', {
      trigger: 'front-door',
      description: 'Signs people up and in for a web app, and keeps their tokens',
      codeDirectory: bundleCaller(this, { caller: 'front-door' }),
      retainLogs: retainData,
      timeoutS,
      ...(props.memoryMb !== undefined && { memoryMb: props.memoryMb }),
      environment: {
        TABLE_NAME: this.table.table.tableName,
        CLIENT_ID: this.client.userPoolClientId,
        CLIENT_SECRET_ARN: clientSecret.secretArn,
        SESSION_KEYS_ARN: this.sessionKeys.secretArn,
        SESSION_S: String(sessionLife.toSeconds()),
        MAX_SESSIONS: String(props.maxSessions ?? 10),
        BASE_PATH: basePath,
        ORIGINS: props.origins.join(' '),
        ...(props.sendIp === true && { SENDS_IP: 'true' }),
        ...this.loginVariables(props),
        ...this.adminVariables(props),
      },
    })
    this.grant(props, [clientSecret, this.sessionKeys])
    this.openDoors(settings)
    addDoorAlarms(this, this.door, timeoutS, props.alarmActions)
    warnOfPlainHttp(this, props)
    this.node.addValidation({
      validate: () => [
        ...findClientMistakes(this.client, settings),
        ...findSettingMistakes(props, this.client),
        ...findApiMistakes(props.httpApi),
        ...findBalancerMistakes(props),
        ...findTargetMistakes(this.door),
        ...findSecretVariables(this),
      ],
    })
  }

  /** Lets a function of the app's API read sessions: the access token and the claims of who asks. */
  letRead(api: LambdaFunction): void {
    api.addEnvironment('TABLE_NAME', this.table.table.tableName)
    api.addEnvironment('SESSION_KEYS_ARN', this.sessionKeys.secretArn)
    this.table.allow(api, ['dynamodb:GetItem'], [sessionKeys])
    allowRead(api, this.sessionKeys)
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
    return loginOrigin === undefined ? {} : { LOGIN_URL: loginOrigin, LOGIN_SCOPES: loginScopes.join(' ') }
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
    const ours = [sessionKeys, submitKeys]
    const invitations = adminScope === undefined ? [] : ['INVITE#*']
    const changes = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']
    const { role } = this.door
    this.table.allow(role, changes, ours)
    this.table.allow(role, ['dynamodb:PutItem'], [...ours, ...invitations])
    for (const secret of secrets) allowRead(role, secret)
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

/** With the key of the secret. Secrets Manager appends six characters to a name. */
function allowRead(grantee: IGrantable, secret: ISecret): void {
  const arn = secret.secretFullArn ?? `${secret.secretArn}-??????`
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] }),
  )
  secret.encryptionKey?.grantDecrypt(grantee)
}
