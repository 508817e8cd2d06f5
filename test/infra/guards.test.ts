/** Guards of APIs in a template: what an answer is remembered by, how long, what the function may do, what is refused. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { App, Duration, Stack } from 'aws-cdk-lib'
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Construct } from 'constructs'
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
const cached = { cacheTtl: Duration.minutes(1), answer: undefined }

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

function withHttpApi(props: Partial<HttpApiGuardProps>, methods?: HttpMethod[]): Template {
  const stack = makeStack()
  const { authorizer } = new HttpApiGuard(stack, 'Guard', { ...right, ...props })
  new HttpApi(stack, 'Api').addRoutes({
    path: '/articles',
    integration: new HttpUrlIntegration('Origin', 'https://origin.example'),
    authorizer,
    ...(methods !== undefined && { methods }),
  })
  return synthesizeStack(stack)
}

function withRestApi(props: object, method = 'GET'): Template {
  const stack = makeStack()
  const { authorizer } = new RestApiGuard(stack, 'Guard', { ...common, ...props })
  const { root } = new RestApi(stack, 'Api', { cloudWatchRole: false })
  root.resourceForPath('/articles').addMethod(method, new MockIntegration(), { authorizer })
  return synthesizeStack(stack)
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
      withHttpApi({ needs: undefined, ...byRoute, ...cached }, [HttpMethod.GET]),
      'AWS::ApiGatewayV2::Authorizer',
      {
        IdentitySource: ['$request.header.Authorization', '$context.routeKey'],
        AuthorizerResultTtlInSeconds: 60,
      },
    )
  })

  test('answers by a policy, to an event that names the route', () => {
    const template = withHttpApi({ answer: 'iam' })

    expectResource(template, 'AWS::ApiGatewayV2::Authorizer', {
      AuthorizerPayloadFormatVersion: '2.0',
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

describe('routes', () => {
  const scopes = ['api/read']
  const articles = { needs: undefined, ...byRoute }

  test.each<[string, () => unknown, string]>([
    [
      'a route that is not named',
      () => withHttpApi(articles),
      'The route ANY /articles has this guard, and nobody may call it, since routes does not name it',
    ],
    [
      'a name that is no route',
      () =>
        withHttpApi({ ...articles, routes: { ...byRoute.routes, 'GET /article': { scopes } } }, [
          HttpMethod.GET,
        ]),
      'routes names GET /article, which is no route with this guard: did you mean GET /articles?',
    ],
    [
      'a method that is not named',
      () => withRestApi(byRoute, 'PUT'),
      'The route PUT /articles has this guard',
    ],
    [
      'a name that is no method',
      () => withRestApi({ routes: { ...byRoute.routes, 'PUT /articles': { scopes } } }),
      'routes names PUT /articles',
    ],
  ])('fail the synthesis for %s', (_, make, text) => {
    expect(make).toThrow(text)
  })

  test('of a REST API may name methods of its ANY', () => {
    expect(() => withRestApi(byRoute, 'ANY')).not.toThrow()
  })

  test('of two guards with one id in their scopes share an API', () => {
    const stack = makeStack()
    const api = new HttpApi(stack, 'Api')
    for (const part of ['One', 'Two']) {
      const { authorizer } = new HttpApiGuard(new Construct(stack, part), 'Guard', {
        ...right,
        answer: undefined,
      })
      const integration = new HttpUrlIntegration('Origin', 'https://origin.example')
      api.addRoutes({ path: `/${part}`, integration, authorizer })
    }

    expect(Object.keys(synthesizeStack(stack).findResources('AWS::ApiGatewayV2::Authorizer'))).toHaveLength(2)
  })
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
  [{ restrictive: [] }, 'HttpApiGuard: restrictive is no option'],
  [{ clientIds: ['any'] }, "'any' stands in place of the list"],
  [{ cacheTtl: Duration.millis(1_500) }, 'HttpApiGuard: cacheTtl must be a Duration in whole seconds'],
  [{ cacheTtl: Duration.hours(2) }, 'guard: cacheS must be a whole number from 0 to 3600'],
  [{ answer: 'policy' }, "HttpApiGuard: answer must be 'simple' or 'iam'"],
])('a guard refuses %o', (wrong, text) => {
  expect(() => new HttpApiGuard(makeStack(), 'Guard', { ...right, ...wrong })).toThrow(text)
})

describe('a JWT authorizer', () => {
  function withScopes(scopes: readonly string[], stack = makeStack(), owner = stack): void {
    const api = new HttpApi(stack, 'Api')
    requireRouteScopes(api)
    // oxlint-disable-next-line no-new -- a construct joins its scope when it is made
    new HttpRoute(owner, 'Route', {
      httpApi: api,
      routeKey: HttpRouteKey.with('/articles', HttpMethod.GET),
      integration: new HttpUrlIntegration('Origin', 'https://origin.example'),
      authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example', { jwtAudience: ['client'] }),
      authorizationScopes: [...scopes],
    })
    api.addRoutes({ path: '/open', integration: new HttpUrlIntegration('Open', 'https://origin.example') })
    synthesizeStack(stack)
  }

  test('with one scope a route synthesizes', () => {
    expect(() => withScopes(['api/read'])).not.toThrow()
  })

  test.each([
    [[''], "The route GET /articles has the scope '', which is none"],
    [[], 'The route GET /articles has a JWT authorizer and no scope'],
    [Array.from({ length: 11 }, (_, index) => `api/${index}`), 'has 11 scopes; API Gateway takes 10'],
  ])('fails the synthesis with %j', (scopes, text) => {
    expect(() => withScopes(scopes)).toThrow(text)
  })

  test('fails it in whatever stack of the app the route is', () => {
    const stack = makeStack()

    expect(() =>
      withScopes([], stack, new Stack(App.of(stack), 'Other', { env: { region: 'eu-central-1' } })),
    ).toThrow('no scope')
  })
})
