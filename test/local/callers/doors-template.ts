/** A template with a user pool, an HTTP API, a REST API and a load balancer in front of hand-written functions. */
import { restParts } from './rest-template.ts'

const answersAnything = `
exports.handler = async (event) => {
  const request = event.requestContext.http ?? event
  const path = request.path
  const isMany = event.requestContext.elb !== undefined && event.multiValueHeaders !== undefined
  const is2 = event.version === '2.0'
  const answer = (statusCode, body, cookies = []) => ({
    statusCode, body, isBase64Encoded: false,
    ...(isMany
      ? { multiValueHeaders: { 'x-door': ['yes'], ...(cookies.length ? { 'set-cookie': cookies } : {}) } }
      : { headers: { 'x-door': 'yes', 'Access-Control-Allow-Origin': 'https://other.example' } }),
    ...(is2 && cookies.length ? { cookies } : {}),
    ...(event.requestContext.apiId && !is2 && cookies.length ? { multiValueHeaders: { 'set-cookie': cookies } } : {}),
  })
  if (path.endsWith('/cookies')) return answer(200, '', ['a=1; Path=/', 'b=2; Path=/'])
  if (path.endsWith('/throw')) throw new Error('ada@example.com')
  if (path.endsWith('/hang')) return new Promise((end) => setTimeout(end, 60000))
  if (path.endsWith('/own-address')) return answer(200, process.env.OWN_ADDRESS)
  if (path.endsWith('/plain')) return { hello: 1 }
  if (path.endsWith('/continue')) return answer(100, '')
  if (path.endsWith('/malformed')) return { ...answer(200, ''), body: 1 }
  if (path.endsWith('/line-break')) return { ...answer(200, ''), headers: { a: 'b\\r\\nc: d' }, multiValueHeaders: { a: ['b\\r\\nc: d'] } }
  if (path.endsWith('/unknown-key')) return { ...answer(200, ''), cookies: ['a=1'] }
  if (path.endsWith('/large')) return answer(200, 'a'.repeat(1_048_577))
  if (path.endsWith('/larger')) return answer(200, 'a'.repeat(6_291_557))
  if (path.endsWith('/binary')) return { ...answer(200, '/wA='), isBase64Encoded: true }
  return answer(200, JSON.stringify(event))
}
`

const authorizes = `
let calls = 0
const seen = new Set()
const allow = (Resource, more = {}) =>
  ({ principalId: 'ada', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource, ...more }] } })
exports.handler = async (event) => {
  calls += 1
  const token = event.authorizationToken ?? event.headers.authorization ?? event.headers.Authorization
  const arn = event.routeArn ?? event.methodArn
  if (token === 'throw') throw new Error('Unauthorized')
  if (token === 'crash') throw new Error('ada@example.com')
  if (token?.startsWith('once') && !seen.has(token)) throw seen.add(token)
  if (token === 'rubbish') return { principalId: 'ada', policyDocument: 'Allow' }
  if (token === 'nested') return { ...allow(arn), context: { list: [] } }
  if (token === 'condition') return allow('*', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })
  if (token === 'hang') return new Promise((end) => setTimeout(end, 60000))
  if (process.env.KIND === 'simple')
    return { isAuthorized: token === 'text' ? 'false' : token === 'allow', context: { calls, identity: event.identitySource } }
  const Resource = token === 'this route' ? arn : token === 'none' ? [] : arn.split('/')[0] + '/*'
  const Effect = token === 'deny' ? 'Deny' : 'Allow'
  return { principalId: 'ada', policyDocument: { Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] }, context: { calls } }
}
`

function lambda(code: string, Variables: Readonly<Record<string, unknown>> = {}, Timeout = 20) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { ZipFile: code },
      Timeout,
      Environment: { Variables },
    },
  }
}

function permission(FunctionName: string, service: string, SourceArn?: unknown) {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': [FunctionName, 'Arn'] },
      Principal: `${service}.amazonaws.com`,
      Action: 'lambda:InvokeFunction',
      ...(SourceArn === undefined ? {} : { SourceArn }),
    },
  }
}

const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] })
const ApiId = { Ref: 'Api' }

function integration(PayloadFormatVersion: string, TimeoutInMillis?: number, api = 'Api') {
  const Properties = {
    ApiId: { Ref: api },
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: arnOf('Echo'),
    PayloadFormatVersion,
    ...(TimeoutInMillis === undefined ? {} : { TimeoutInMillis }),
  }
  return { Type: 'AWS::ApiGatewayV2::Integration', Properties }
}

function route(RouteKey: string, to: string, more: object = {}) {
  const Target = { 'Fn::Join': ['/', ['integrations', { Ref: to }]] }
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId, RouteKey, Target, ...more } }
}

function guarded(RouteKey: string, authorizer: string, AuthorizationType: string, more: object = {}) {
  return route(RouteKey, 'V2', { AuthorizationType, AuthorizerId: { Ref: authorizer }, ...more })
}

function lambdaAuthorizer(name: string, more: object) {
  const uri = ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/', arnOf(name), '/invocations']
  return {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId,
      AuthorizerType: 'REQUEST',
      AuthorizerUri: { 'Fn::Join': ['', uri] },
      IdentitySource: ['$request.header.Authorization'],
      ...more,
    },
  }
}

function targetGroup(name: string, isMany: boolean) {
  return {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: {
      Name: name,
      TargetType: 'lambda',
      Targets: [{ Id: arnOf('Echo') }],
      TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: String(isMany) }],
    },
  }
}

function rule(Priority: number, Field: string, config: object, action: object) {
  return {
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    Properties: {
      ListenerArn: { Ref: 'Listener' },
      Priority,
      Conditions: [{ Field, ...config }],
      Actions: [action],
    },
  }
}

const forward = (group: string) => ({ Type: 'forward', TargetGroupArn: { Ref: group } })

export const doorsTemplate = {
  Resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UsernameAttributes: ['email'] } },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        ClientName: 'app',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    },
    Echo: lambda(answersAnything, { OWN_ADDRESS: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } }),
    EchoForApi: permission('Echo', 'apigateway', {
      'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:000000000000:', ApiId, '/*/*']],
    }),
    EchoForBalancer: permission('Echo', 'elasticloadbalancing'),
    Simple: lambda(authorizes, { KIND: 'simple' }, 1),
    SimpleForApi: permission('Simple', 'apigateway'),
    EchoForRest: permission('Echo', 'apigateway', {
      'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:000000000000:', { Ref: 'Rest' }, '/*/*']],
    }),
    ...restParts,
    Policy: lambda(authorizes, { KIND: 'policy' }, 1),
    PolicyForApi: permission('Policy', 'apigateway'),
    Unpermitted: lambda(authorizes, { KIND: 'simple' }),
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'front', ProtocolType: 'HTTP' } },
    Cors: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'cors',
        ProtocolType: 'HTTP',
        CorsConfiguration: {
          AllowOrigins: ['https://app.example', 'http://*'],
          AllowMethods: ['GET', 'PUT'],
          AllowHeaders: ['authorization'],
          ExposeHeaders: ['x-door'],
          AllowCredentials: true,
          MaxAge: 300,
        },
      },
    },
    CorsStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Cors' }, StageName: '$default' },
    },
    CorsEcho: integration('2.0', undefined, 'Cors'),
    CorsGet: route('GET /a', 'CorsEcho', { ApiId: { Ref: 'Cors' } }),
    CorsAny: route('ANY /closed', 'CorsEcho', { ApiId: { Ref: 'Cors' }, AuthorizationType: 'AWS_IAM' }),
    EchoForCors: permission('Echo', 'apigateway', {
      'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:000000000000:', { Ref: 'Cors' }, '/*/*']],
    }),
    Root: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId, StageName: '$default' } },
    Named: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId, StageName: 'test', StageVariables: { color: 'red' } },
    },
    V2: integration('2.0'),
    V1: integration('1.0'),
    Impatient: integration('2.0', 50),
    Elsewhere: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationUri: 'https://example.com',
        PayloadFormatVersion: '1.0',
      },
    },
    SimpleAuthorizer: lambdaAuthorizer('Simple', {
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
    }),
    PolicyAuthorizer: lambdaAuthorizer('Policy', {
      AuthorizerPayloadFormatVersion: '1.0',
      AuthorizerResultTtlInSeconds: 60,
    }),
    UnpermittedAuthorizer: lambdaAuthorizer('Unpermitted', {
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
    }),
    JwtAuthorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId,
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] },
          Audience: [{ Ref: 'Client' }],
        },
      },
    },
    Default: route('$default', 'V2'),
    Old: route('ANY /old/{proxy+}', 'V1'),
    Pet: route('GET /pets/{id}', 'V2'),
    Dog: route('GET /pets/dog', 'V1'),
    Hang: route('GET /hang', 'Impatient'),
    Away: route('GET /away', 'Elsewhere'),
    Iam: route('GET /iam', 'V2', { AuthorizationType: 'AWS_IAM' }),
    Simple1: guarded('GET /simple/one', 'SimpleAuthorizer', 'CUSTOM'),
    Simple2: guarded('GET /simple/two', 'SimpleAuthorizer', 'CUSTOM'),
    Policy1: guarded('GET /policy/one', 'PolicyAuthorizer', 'CUSTOM'),
    Policy2: guarded('GET /policy/two', 'PolicyAuthorizer', 'CUSTOM'),
    Unpermitted1: guarded('GET /unpermitted', 'UnpermittedAuthorizer', 'CUSTOM'),
    Jwt: guarded('GET /jwt', 'JwtAuthorizer', 'JWT'),
    JwtScoped: guarded('GET /jwt/scoped', 'JwtAuthorizer', 'JWT', {
      AuthorizationScopes: ['api/write', 'aws.cognito.signin.user.admin'],
    }),
    JwtForeign: guarded('GET /jwt/foreign', 'JwtAuthorizer', 'JWT', { AuthorizationScopes: ['api/write'] }),
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Name: 'balancer' } },
    One: targetGroup('one', false),
    Many: targetGroup('many', true),
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'Balancer' },
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [forward('One')],
      },
    },
    ManyRule: rule(20, 'path-pattern', { PathPatternConfig: { Values: ['/many/*'] } }, forward('Many')),
    FixedRule: rule(
      10,
      'http-header',
      { HttpHeaderConfig: { HttpHeaderName: 'x-closed', Values: ['y*'] } },
      {
        Type: 'fixed-response',
        FixedResponseConfig: { StatusCode: '410', ContentType: 'text/plain', MessageBody: 'closed' },
      },
    ),
    RedirectRule: rule(
      30,
      'path-pattern',
      { Values: ['/moved'] },
      { Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Path: '/here/#{path}' } },
    ),
    SignInRule: rule(
      40,
      'path-pattern',
      { Values: ['/private'] },
      { Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: {} },
    ),
  },
}
