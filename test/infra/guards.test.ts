/** Guards of APIs in a template: what an answer is remembered by, how long, what the function may do, what is refused. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { App, Duration, Stack } from 'aws-cdk-lib'
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { AppSyncGuard } from '../../infra/callers/appsync-guard.ts'
import { HttpApiGuard, type HttpApiGuardProps } from '../../infra/callers/http-api-guard.ts'
import { RestApiGuard } from '../../infra/callers/rest-api-guard.ts'
import { requireRouteScopes } from '../../infra/callers/route-scopes.ts'
import { describeSynthError } from '../../infra/synth-error.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'guards-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const right: HttpApiGuardProps = {
  userPoolId: 'eu-central-1_AbCdEf123',
  clientIds: ['7example1client2id3', 'other'],
  needs: { permissions: ['articles:read'] },
}
const { needs, ...common } = right
const byRoute = { routes: { 'GET /articles': { scopes: ['api/read'] } } }
const cached = { restrictive: [], cacheTtl: Duration.minutes(1) }

function makeStack(): Stack {
  const app = new App({ builtinCloudFormationValidation: false, outdir: directory })
  return new Stack(app, 'Site', { env: { region: 'eu-central-1' } })
}

function synthesizeStack(stack: Stack): Template {
  try {
    return Template.fromStack(stack)
  } catch (error) {
    throw new Error(describeSynthError(error), { cause: error })
  }
}

function expectResource(template: Template, type: string, properties: object): void {
  template.hasResourceProperties(type, properties)
}

function withHttpApi(props: Partial<HttpApiGuardProps>): Template {
  const stack = makeStack()
  const { authorizer } = new HttpApiGuard(stack, 'Guard', { ...right, ...props })
  new HttpApi(stack, 'Api').addRoutes({
    path: '/articles',
    integration: new HttpUrlIntegration('Origin', 'https://origin.example'),
    authorizer,
  })
  return Template.fromStack(stack)
}

function withRestApi(props: object): Template {
  const stack = makeStack()
  const { authorizer } = new RestApiGuard(stack, 'Guard', { ...common, ...props })
  new RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', new MockIntegration(), {
    authorizer,
  })
  return Template.fromStack(stack)
}

describe('the authorizer of an HTTP API', () => {
  test('answers in the simple form, and nothing is remembered', () => {
    expectResource(withHttpApi({}), 'AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
      AuthorizerResultTtlInSeconds: 0,
    })
  })

  test('remembers by the route too, where routes have needs of their own', () => {
    expectResource(
      withHttpApi({ needs: undefined, ...byRoute, ...cached }),
      'AWS::ApiGatewayV2::Authorizer',
      {
        IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
        AuthorizerResultTtlInSeconds: 60,
      },
    )
  })

  test('answers by a policy in the older version', () => {
    const template = withHttpApi({ answer: 'iam' })

    expectResource(template, 'AWS::ApiGatewayV2::Authorizer', {
      AuthorizerPayloadFormatVersion: '1.0',
      EnableSimpleResponses: Match.absent(),
    })
    expectResource(template, 'AWS::Lambda::Function', {
      Environment: {
        Variables: {
          USER_POOL_ID: 'eu-central-1_AbCdEf123',
          CLIENT_IDS: '7example1client2id3,other',
          GUARD: '{"door":"http-api-iam","needs":{"permissions":["articles:read"]}}',
        },
      },
    })
  })
})

test('the authorizer of a REST API remembers by the token, and by method and path where routes are given', () => {
  expectResource(withRestApi({ needs, ...cached }), 'AWS::ApiGateway::Authorizer', {
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 60,
  })
  expectResource(withRestApi(byRoute), 'AWS::ApiGateway::Authorizer', {
    IdentitySource: 'method.request.header.Authorization,context.httpMethod,context.resourcePath',
    AuthorizerResultTtlInSeconds: 0,
  })
})

function withGraphqlApi(field: string): Template {
  const stack = makeStack()
  const { mode } = new AppSyncGuard(stack, 'Guard', {
    ...common,
    needs: {},
    fields: { [field]: { groups: ['a'] } },
  })
  new GraphqlApi(stack, 'Api', {
    name: 'api',
    definition: Definition.fromFile(join(import.meta.dirname, 'callers-app/schema.graphql')),
    authorizationConfig: { defaultAuthorization: mode },
  })
  return synthesizeStack(stack)
}

test('the authorizer of AppSync is asked each time unless it says otherwise', () => {
  const template = withGraphqlApi('Query.article')

  expectResource(template, 'AWS::AppSync::GraphQLApi', {
    AuthenticationType: 'AWS_LAMBDA',
    LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 0 },
  })
  expectResource(template, 'AWS::Lambda::Permission', { Principal: 'appsync.amazonaws.com' })
})

test('a field that the schema lacks fails the synthesis', () => {
  expect(() => withGraphqlApi('Query.artcle')).toThrow(
    'The guard names the field Query.artcle, which no type of the schema has: correct its name.',
  )
})

describe('the function', () => {
  test('may write its own log, and nothing else', () => {
    const template = withHttpApi({})

    const policies = Object.values(template.findResources('AWS::IAM::Policy'))
    expect(policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      {
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringContaining('Logs'), 'Arn'] },
      },
    ])
    expect(Object.values(template.findResources('AWS::IAM::Role'))[0]?.Properties).not.toHaveProperty(
      'ManagedPolicyArns',
    )
  })

  test('may be called by its own API and by nobody else', () => {
    const permissions = Object.values(withHttpApi({}).findResources('AWS::Lambda::Permission'))

    expect(permissions.map(({ Properties }) => Properties.Principal)).toEqual(['apigateway.amazonaws.com'])
    expect(JSON.stringify(permissions[0]?.Properties.SourceArn)).toContain('/authorizers/')
  })

  test('has a bundle of less than 64 KB', () => {
    const stack = makeStack()
    const guard = new HttpApiGuard(stack, 'Guard', right)

    const { size } = statSync(join(directory, 'callers', guard.node.addr, 'guards/index.mjs'))
    expect(size).toBeLessThan(65_536)
  })
})

test.each<[object, string]>([
  [{ need: {} }, 'HttpApiGuard: need is no option'],
  [{ userPoolId: 'pool' }, 'HttpApiGuard: userPoolId must be the id of a user pool'],
  [{ clientIds: [] }, 'guard: clientIds is empty'],
  [{ clientIds: 'all' }, "HttpApiGuard: clientIds must be a list of ids of app clients, or 'any'"],
  [{ needs: { permission: ['a'] } }, 'needs: permission is no option'],
  [{ needs: undefined }, 'guard: needs or routes must say'],
  [{ ...byRoute }, 'guard: needs or routes must say'],
  [{ cacheTtl: Duration.minutes(1) }, 'guard: cacheS must be 0 while the claim suspended takes rights away'],
  [{ cacheTtl: Duration.hours(2), restrictive: [] }, 'guard: cacheS must be a whole number from 0 to 3600'],
  [{ answer: 'policy' }, "HttpApiGuard: answer must be 'simple' or 'iam'"],
])('a guard refuses %o', (wrong, text) => {
  expect(() => new HttpApiGuard(makeStack(), 'Guard', { ...right, ...wrong })).toThrow(text)
})

describe('a JWT authorizer', () => {
  function synthesize(scopes: readonly string[]): void {
    const stack = makeStack()
    const api = new HttpApi(stack, 'Api')
    requireRouteScopes(api)
    api.addRoutes({
      path: '/articles',
      methods: [HttpMethod.GET],
      integration: new HttpUrlIntegration('Origin', 'https://origin.example'),
      authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example', { jwtAudience: ['client'] }),
      authorizationScopes: [...scopes],
    })
    api.addRoutes({ path: '/open', integration: new HttpUrlIntegration('Open', 'https://origin.example') })
    synthesizeStack(stack)
  }

  test('with one scope a route synthesizes', () => {
    expect(() => synthesize(['api/read'])).not.toThrow()
  })

  test.each([
    [[], 'The route GET /articles has a JWT authorizer and no scope'],
    [Array.from({ length: 11 }, (_, index) => `api/${index}`), 'has 11 scopes; API Gateway takes 10'],
  ])('fails the synthesis with %j', (scopes, text) => {
    expect(() => synthesize(scopes)).toThrow(text)
  })
})
