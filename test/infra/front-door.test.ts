/** The front door's template: its doors, its app client, its rights, and what it refuses at the synthesis. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Duration, Stage } from 'aws-cdk-lib'
import { CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { OAuthScope, ResourceServerScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationTargetGroup,
  ListenerAction,
  TargetType,
  XffHeaderProcessingMode,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'

import { FrontDoor } from '../../infra/callers/front-door.ts'
import type { FrontDoorProps } from '../../infra/callers/front-door-props.ts'
import type { SuiteStack } from '../../infra/suite-stack.ts'
import { describeSynthError } from '../../infra/synth-error.ts'
import { readGrants } from './read-grants.ts'
import { findSecurityFindings } from './security-findings.ts'
import { findSchemaMistakes } from './resource-schemas.ts'
import { findAll, findOnly, synthesizeSuite } from './synthesize-suite.ts'

const origins = ['https://app.example.com']
const whole = {
  origins,
  loginOrigin: 'https://login.example.com',
  adminScope: 'door/admin',
  sendIp: true,
}

type Own = Partial<FrontDoorProps>

function synthesize(
  own: (stack: SuiteStack) => Own = () => ({}),
  more: (door: FrontDoor) => unknown = () => {},
): {
  readonly template: Template
  readonly code: string
  readonly findings: readonly string[]
} {
  let code = ''
  let findings: readonly string[] = []
  const { template } = synthesizeSuite({}, 'dev', (stack) => {
    const door = new FrontDoor(stack, 'Entry', {
      suite: stack.suite,
      userPool: stack.suite.userPool.pool,
      origins,
      httpApi: new HttpApi(stack, 'Api'),
      ...own(stack),
    })
    const folder = join(Stage.of(door)?.outdir ?? '', 'callers', door.node.addr, 'front-door')
    more(door)
    code = readFileSync(join(folder, 'index.mjs'), 'utf8')
    findings = findSecurityFindings(door)
  })
  return { template, code, findings }
}

function loadBalancer(
  stack: SuiteStack,
  xffHeaderProcessingMode = XffHeaderProcessingMode.APPEND,
): FrontDoorProps['loadBalancer'] {
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', {
    xffHeaderProcessingMode,
    vpc: new Vpc(stack, 'Network', { restrictDefaultSecurityGroup: false }),
  })
  const listener = new ApplicationListener(stack, 'Listener', {
    loadBalancer: balancer,
    port: 80,
    defaultAction: ListenerAction.fixedResponse(404),
  })
  return { listener, priority: 7 }
}

function addClient(stack: SuiteStack, userPool = stack.suite.userPool.pool): UserPoolClient {
  return new UserPoolClient(stack, 'Theirs', {
    userPool,
    generateSecret: true,
    authFlows: { userPassword: true },
    refreshTokenRotationGracePeriod: Duration.seconds(30),
    enableTokenRevocation: true,
    preventUserExistenceErrors: true,
  })
}

test('a function of the API may read sessions, and nothing else', () => {
  const { template } = synthesizeSuite({}, 'dev', (stack) => {
    const door = new FrontDoor(stack, 'Entry', {
      suite: stack.suite,
      userPool: stack.suite.userPool.pool,
      origins,
      httpApi: new HttpApi(stack, 'Api'),
    })
    door.letRead(
      new LambdaFunction(stack, 'Orders', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {}'),
      }),
    )
  })

  const granted = Object.entries(readGrants(template)).find(([role]) => role.startsWith('Orders'))?.[1]
  expect(granted?.filter((line) => !line.startsWith('policy '))).toEqual([
    'dynamodb:GetItem SuiteDataTable.Arn if dynamodb:LeadingKeys ForAllValues:StringLike SESSION#* if dynamodb:LeadingKeys Null false',
    'secretsmanager:GetSecretValue EntrySessionKeys',
  ])
})

describe('a whole front door', () => {
  const { template, code, findings } = synthesize((stack) => ({
    ...whole,
    loadBalancer: loadBalancer(stack),
  }))

  test('has routes without an authorizer, for its methods alone', () => {
    const routes = findAll(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)

    expect(routes.map((route) => route['RouteKey'])).toEqual(
      ['GET', 'POST', 'OPTIONS'].map((method) => `${method} /auth/{proxy+}`),
    )
    expect(new Set(routes.map((route) => route['AuthorizationType']))).toEqual(new Set(['NONE']))
    expect(findOnly(template, 'AWS::ApiGatewayV2::Integration').Properties).toMatchObject({
      PayloadFormatVersion: '2.0',
    })
  })

  test('has a rule of the load balancer whose answers carry more than one cookie', () => {
    expect(findOnly(template, 'AWS::ElasticLoadBalancingV2::ListenerRule').Properties).toMatchObject({
      Priority: 7,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/auth/*'] } }],
    })
    expect(findOnly(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties).toMatchObject({
      TargetType: 'lambda',
      TargetGroupAttributes: expect.arrayContaining([
        { Key: 'lambda.multi_value_headers.enabled', Value: 'true' },
      ]),
    })
  })

  test('has an app client with a secret, rotation and nothing that a person must not write', () => {
    const client = findAll(template, 'AWS::Cognito::UserPoolClient')
      .map(({ Properties }) => Properties)
      .find((properties) => properties['ClientName'] === 'front-door')

    expect(client).toMatchObject({
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      RefreshTokenValidity: 43_200,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      EnablePropagateAdditionalUserContextData: true,
      CallbackURLs: ['https://app.example.com/auth/callback'],
      LogoutURLs: ['https://app.example.com/'],
      AllowedOAuthFlows: ['code'],
      WriteAttributes: ['email', 'locale', 'name'],
    })
  })

  test('rings when it fails, crashes, is slow or is throttled', () => {
    const alarms = findAll(template, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
      String(Properties['AlarmDescription']).startsWith('The front door')
        ? [`${String(Properties['AlarmDescription'])} ${String(Properties['Threshold'])}`]
        : [],
    )

    expect(alarms).toEqual([
      expect.stringMatching(/answers with failures.* 5$/),
      expect.stringMatching(/crashes or runs out of time.* 1$/),
      expect.stringMatching(/takes 17\.4 of its 29 seconds 17400$/),
      expect.stringMatching(/throttled.* 1$/),
    ])
  })

  test('may do exactly this and nothing else', () => {
    const keys = 'if dynamodb:LeadingKeys ForAllValues:StringLike'
    const ours = `${keys} SESSION#*, SUBMIT#* if dynamodb:LeadingKeys Null false`
    const granted = readGrants(template)['EntryDoorRole']?.filter((line) => !line.startsWith('logs:'))

    expect(granted).toEqual([
      `dynamodb:DeleteItem SuiteDataTable.Arn ${ours}`,
      `dynamodb:GetItem SuiteDataTable.Arn ${ours}`,
      `dynamodb:PutItem SuiteDataTable.Arn ${ours.replace('SUBMIT#*', 'SUBMIT#*, INVITE#*')}`,
      `dynamodb:UpdateItem SuiteDataTable.Arn ${ours}`,
      'lambda:InvokeFunction SuitePreSignUpFunctionAliaslive',
      'secretsmanager:GetSecretValue EntryClientSecret',
      'secretsmanager:GetSecretValue EntrySessionKeys',
    ])
  })

  test('keeps no secret in its template or its variables', () => {
    const secret = findAll(template, 'AWS::SecretsManager::Secret').find(
      ({ Properties }) => Properties['SecretString'] !== undefined,
    )

    expect(secret?.Properties['SecretString']).toEqual({ 'Fn::GetAtt': [expect.any(String), 'ClientSecret'] })
    const door = findAll(template, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['Timeout'] === 29,
    )
    expect(JSON.stringify(door?.Properties['Environment'])).not.toContain('ClientSecret"]')
  })

  test('is made of resources that CloudFormation knows', () => {
    expect(findSchemaMistakes(template)).toEqual([])
  })

  test('has the findings of cdk-nag that stand, and no others', () => {
    const at = (place: string) => `at Entry/${place}`
    expect(findings).toEqual([
      // Cognito makes the one, and a new key of the other must stand beside the old one for a session's life.
      `AwsSolutions-SMG4 ${at('ClientSecret')}`,
      `AwsSolutions-SMG4 ${at('SessionKeys')}`,
      // Nobody calls it without waiting.
      `Serverless-LambdaDLQ ${at('Door/Function')}`,
      // For the team to choose: it costs.
      `Serverless-LambdaTracing ${at('Door/Function')}`,
    ])
  })

  test('has code without the AWS SDK', () => {
    expect(/@aws-sdk|smithy|\.addRelativeTo\(/i.exec(code)).toBeNull()
    expect(code.length).toBeLessThan(105_000)
    expect(code.includes('GetTokensFromRefreshToken')).toBe(true)
  })
})

test('behind a listener that is not HTTPS it warns', () => {
  const { annotations } = synthesizeSuite({}, 'dev', (stack) => {
    // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
    new FrontDoor(stack, 'Entry', {
      suite: stack.suite,
      userPool: stack.suite.userPool.pool,
      origins,
      loadBalancer: loadBalancer(stack),
    })
  })

  expect(
    annotations.findWarning('*', Match.stringLikeRegexp('Listener.* is not HTTPS: passwords')),
  ).toHaveLength(1)
})

test('without administrators it calls no other function and writes no invitation, and without sendIp it sends none', () => {
  const { template } = synthesize()
  const granted = readGrants(template)['EntryDoorRole']

  expect(JSON.stringify(template.toJSON())).not.toMatch(/SENDS_IP|EnablePropagateAdditionalUserContextData/)
  expect(granted?.filter((line) => /lambda:|INVITE/.test(line))).toEqual([])
})

test.each<[string, (stack: SuiteStack) => object, string, ((door: FrontDoor) => unknown)?]>([
  ['a misspelled prop', () => ({ orgins: origins }), 'orgins'],
  ['no origin', () => ({ origins: [] }), 'origins'],
  ['an origin with a path', () => ({ origins: ['https://app.example.com/'] }), 'an origin such as'],
  ['an origin that is not safe', () => ({ origins: ['http://app.example.com'] }), 'an origin such as'],
  ['every origin', () => ({ origins: ['*'] }), 'an origin such as'],
  ['no door', () => ({ httpApi: undefined }), 'httpApi, loadBalancer or both'],
  ['a path with a slash at its end', () => ({ basePath: '/auth/' }), 'a path such as /auth'],
  ['a session of a minute', () => ({ sessionLife: Duration.minutes(1) }), 'a duration from one hour'],
  ['a session in seconds', () => ({ sessionLife: Duration.seconds(3_601) }), 'not Duration.seconds(3601)'],
  ['scopes of no login', () => ({ loginScopes: ['openid'] }), 'give loginOrigin too'],
  ['a login where the pages are', () => ({ loginOrigin: origins[0] }), 'cannot be among origins'],
  ['a login without openid', () => ({ ...whole, loginScopes: ['email'] }), 'lacks openid'],
  [
    'administrators by a scope of everybody',
    () => ({ ...whole, loginScopes: ['openid', 'door/admin'] }),
    'take it out',
  ],
  [
    'administrators by a scope of another app client',
    (stack) => {
      const admin = new ResourceServerScope({ scopeName: 'admin', scopeDescription: 'Invite' })
      const { pool } = stack.suite.userPool
      const server = pool.addResourceServer('Server', { identifier: 'door', scopes: [admin] })
      pool.addClient('Site', { oAuth: { scopes: [OAuthScope.resourceServer(server, admin)] } })
      return { adminScope: 'door/admin' }
    },
    'Site/Resource lets everybody who signs in ask for door/admin',
  ],
  ['another pool', (stack) => ({ userPool: new UserPool(stack, 'Other') }), 'is not the pool of its suite'],
  [
    'an app client of another pool',
    (stack) => ({ client: addClient(stack, new UserPool(stack, 'Other')) }),
    'is of another pool than userPool',
  ],
  [
    'a session of another life than the refresh tokens of its client',
    (stack) => ({ client: addClient(stack), sessionLife: Duration.days(1) }),
    'set refreshTokenValidity to the same',
  ],
  ['a pool by its ARN', () => ({ userPool: 'arn' }), 'a user pool of the CDK'],
  ['a scope that everybody has', () => ({ adminScope: 'openid' }), 'a scope of your resource server'],
  [
    'the scope of every own profile',
    () => ({ adminScope: 'aws.cognito.signin.user.admin' }),
    'a scope of your resource server',
  ],
  ['no session at all', () => ({ maxSessions: 0 }), 'maxSessions'],
  ['no flag', () => ({ sendIp: 'yes' }), 'sendIp'],
  [
    'a load balancer behind which anybody could write the address',
    (stack) => ({ sendIp: true, loadBalancer: loadBalancer(stack, XffHeaderProcessingMode.PRESERVE) }),
    'does not append to X-Forwarded-For',
  ],
  ['another attribute', () => ({ writableAttributes: ['mail'] }), 'a standard attribute'],
  [
    'an API that answers preflights itself',
    (stack) => ({
      httpApi: new HttpApi(stack, 'Own', {
        corsPreflight: { allowMethods: [CorsHttpMethod.GET], allowOrigins: ['*'] },
      }),
    }),
    'answers preflights itself',
  ],
  [
    'an app client without what it needs',
    (stack) => ({
      client: new UserPoolClient(stack, 'Theirs', { userPool: stack.suite.userPool.pool }),
      loginOrigin: 'https://login.example.com',
    }),
    'has no secret: set generateSecret',
  ],
  [
    'an app client without the callback',
    (stack) => ({ client: addClient(stack), loginOrigin: 'https://login.example.com' }),
    'lacks the callback https://app.example.com/auth/callback',
  ],
  [
    'an app client that takes no address',
    (stack) => ({ client: addClient(stack), sendIp: true }),
    'set enablePropagateAdditionalUserContextData',
  ],
  [
    'a target group whose answers carry one cookie',
    () => ({}),
    '/Entry/One/Resource calls the front door without multi-value headers',
    (door) =>
      new ApplicationTargetGroup(door, 'One', {
        targetType: TargetType.LAMBDA,
        targets: [new LambdaTarget(door.door.alias)],
      }),
  ],
])('%s is refused', (_, own, told, more) => {
  let message = ''
  try {
    synthesize(own, more)
  } catch (error) {
    message = describeSynthError(error)
  }

  expect(message).toContain(told)
})
