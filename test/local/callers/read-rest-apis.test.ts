/** REST APIs of a template: what runs is read with AWS's own limits, and whatever else would judge a request closes its method. */
import { expect, test } from 'vitest'
import type { RouteModel } from '../../../local/callers/api-gateway/model.ts'
import { readStackModel } from '../../../local/template/read-stack-model.ts'
import { type FakeResource, fakeFunction, fakeResources, writeAssembly } from '../template/write-assembly.ts'

const RestApiId = { Ref: 'Rest' }
const Uri = {
  'Fn::Join': [
    '',
    ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/', { Ref: 'Alias' }, '/invocations'],
  ],
}
type Properties = Readonly<Record<string, unknown>>

const resource = (Type: string, Properties: Properties): FakeResource => ({
  Type: `AWS::ApiGateway::${Type}`,
  Properties: { ...Properties },
})

interface Changed {
  readonly api?: Properties
  readonly method?: Properties
  readonly authorizer?: Properties
}

function read({ api, method, authorizer }: Changed): readonly [RouteModel | undefined, readonly string[]] {
  const { callers, withoutEffect } = readStackModel(
    writeAssembly({
      resources: fakeResources({
        Own: fakeFunction(),
        Rest: resource('RestApi', { Name: 'rest', ...api }),
        Get: resource('Method', {
          RestApiId,
          ResourceId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] },
          HttpMethod: 'GET',
          AuthorizationType: 'CUSTOM',
          AuthorizerId: { Ref: 'Authorizer' },
          Integration: { Type: 'AWS_PROXY', Uri },
          ...method,
        }),
        Authorizer: resource('Authorizer', {
          RestApiId,
          Type: 'TOKEN',
          AuthorizerUri: Uri,
          IdentitySource: 'method.request.header.Authorization',
          ...authorizer,
        }),
      }),
    }),
  )
  return [callers?.restApis?.[0]?.routes[0], withoutEffect]
}

test('a function has 29 seconds, and an answer is remembered for five minutes, unless the template says otherwise', () => {
  const own = {
    method: { Integration: { Type: 'AWS_PROXY', Uri, TimeoutInMillis: 50 } },
    authorizer: { AuthorizerResultTtlInSeconds: 0 },
  }

  expect(read({})).toMatchObject([
    { key: 'GET /', authorizer: { payload: 'TOKEN', ttlMs: 300_000 }, integration: { timeoutMs: 29_000 } },
    [],
  ])
  expect(read(own)).toMatchObject([{ authorizer: { ttlMs: 0 }, integration: { timeoutMs: 50 } }, []])
})

const integration = (more: Properties): Changed => ({
  method: { Integration: { Type: 'AWS_PROXY', Uri, ...more } },
})

test.each<[string, Changed]>([
  ['Rest.Body', { api: { Body: {} } }],
  ['Rest.Policy', { api: { Policy: {} } }],
  ['AWS_IAM', { method: { AuthorizationType: 'AWS_IAM' } }],
  ['COGNITO_USER_POOLS', { method: { AuthorizationType: 'COGNITO_USER_POOLS' } }],
  ['an authorizer without a type', { method: { AuthorizationType: undefined } }],
  ['an API key', { method: { ApiKeyRequired: true } }],
  ['a request validator', { method: { RequestValidatorId: 'one' } }],
  ['an authorizer of type COGNITO_USER_POOLS', { authorizer: { Type: 'COGNITO_USER_POOLS' } }],
  ['an authorizer called by a role', { authorizer: { AuthorizerCredentials: 'arn' } }],
  ['an authorizer without a Lambda function', { authorizer: { AuthorizerUri: 'arn' } }],
  [
    'an integration of type HTTP_PROXY without',
    integration({ Type: 'HTTP_PROXY', Uri: 'https://example.com' }),
  ],
  ['an integration called by a role', integration({ Credentials: 'arn' })],
])('nobody passes where the template has %s', (why, changed) => {
  const [route, withoutEffect] = read(changed)

  expect(route?.authorizer.kind === 'unknown' || route?.integration === undefined).toBe(true)
  expect(withoutEffect).toEqual([expect.stringMatching(new RegExp(`${why}.*so that nobody passes`))])
})

test.each<[string, Changed]>([
  ['Get names no resource of its API', { method: { ResourceId: 'other' } }],
  ['Get.AuthorizerId names no authorizer', { method: { AuthorizerId: 'other' } }],
  [
    'Authorizer.IdentityValidationExpression is no regular expression',
    { authorizer: { IdentityValidationExpression: '(' } },
  ],
])('%s: refused', (text, changed) => {
  expect(() => read(changed)).toThrow(text)
})
