/** The events that API Gateway sends to integrations and authorizers.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
import { matchesPattern } from '../../template/match-pattern.ts'
import { type DoorRequest, encodeBody, groupHeaders, withForwarded } from '../door.ts'
import type { LambdaAuthorizerModel, Payload } from './model.ts'
import type { Chosen } from './routes.ts'

/** One request on its way through the API. */
export interface Passage extends Chosen {
  readonly request: DoorRequest
  readonly accountId: string
  readonly region: string
  readonly requestId: string
  readonly receivedAtMs: number
}

/** What an authorizer adds to `requestContext.authorizer`; undefined without one. */
export type Authorized =
  | {
      readonly kind: 'jwt'
      readonly claims: Readonly<Record<string, string>> | null
      readonly scopes: readonly string[] | null
    }
  | {
      readonly kind: 'lambda'
      readonly principalId?: string
      readonly context: Readonly<Record<string, unknown>>
    }

export function integrationEvent(passage: Passage, payload: Payload, authorized?: Authorized): object {
  const body = readBodyOf(passage)
  if (payload === '2.0') return { version: payload, ...describe2(passage, authorized), ...body }
  return {
    ...(payload === '1.0' && { version: payload }),
    ...describe1(passage, authorized ?? (payload === '1.0' ? noAuthorizer : undefined)),
    body: body.body ?? null,
    isBase64Encoded: body.isBase64Encoded,
  }
}

/** What version 1.0 says where no authorizer is. */
const noAuthorizer = { kind: 'jwt', claims: null, scopes: null } as const

export function authorizerEvent(
  passage: Passage,
  payload: LambdaAuthorizerModel['payload'],
  identity: readonly string[],
): object {
  const methodArn = invokedArn(passage)
  const joined = identity.join(',')
  switch (payload) {
    case 'TOKEN':
      return { type: payload, methodArn, authorizationToken: joined }
    case 'REQUEST': {
      // Where an integration finds null, an authorizer finds an empty object.
      const described = Object.entries(describe1(passage)).map(([key, value]) => [key, value ?? {}])
      return { type: payload, methodArn, ...Object.fromEntries(described) }
    }
    case '2.0': {
      const { headers, ...described } = describe2(passage)
      const identitySource = identity
      return { version: payload, type: 'REQUEST', routeArn: methodArn, identitySource, ...described, headers }
    }
    case '1.0': {
      const { multiValueHeaders: _, multiValueQueryStringParameters: __, ...described } = describe1(passage)
      const given = { identitySource: joined, authorizationToken: joined }
      return { version: payload, type: 'REQUEST', methodArn, ...given, ...described }
    }
  }
}

/** The ARN that an authorizer's policy speaks of. */
export function invokedArn(passage: Passage): string {
  return stageArn(passage, `${passage.request.method}${passage.path}`)
}

export function stageArn({ region, accountId, api, stage }: Passage, rest: string): string {
  return `arn:aws:execute-api:${region}:${accountId}:${api.apiId}/${stage.name}/${rest}`
}

function readBodyOf({ request, api }: Passage): {
  readonly body?: string
  readonly isBase64Encoded: boolean
} {
  if (request.body.length === 0) return { isBase64Encoded: false }
  const type = groupHeaders(request.headers).get('content-type')?.[0] ?? ''
  const isText =
    api.kind === 'rest-api'
      ? !isBinary(api.binaryTypes, type)
      : /^(text\/|application\/(json|javascript|xml|[a-z.-]+\+(json|xml))\b)/i.test(type)
  return encodeBody(request, isText)
}

function describe2(passage: Passage, authorized?: Authorized) {
  const { request, route, stage, pathParameters, api } = passage
  const { cookie, ...headers } = Object.fromEntries(groupHeaders(withForwarded(request)))
  const query = Object.entries(readQuery(request)).map(([name, values]) => [name, values.join(',')])
  const rawPath = fullPath(passage)
  return {
    routeKey: route.key,
    rawPath,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.flatMap((line) => line.split(/; ?/)) }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(',')])),
    ...(query.length === 0 ? {} : { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: passage.accountId,
      apiId: api.apiId,
      ...authorizer2(authorized),
      ...domain(request),
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.clientIp,
        userAgent: userAgent(request),
      },
      requestId: passage.requestId,
      routeKey: route.key,
      stage: stage.name,
      time: formatTime(passage.receivedAtMs),
      timeEpoch: passage.receivedAtMs,
    },
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(Object.keys(stage.variables).length === 0 ? {} : { stageVariables: stage.variables }),
  }
}

function authorizer2(authorized: Authorized | undefined): object {
  if (authorized === undefined) return {}
  const { claims, scopes, context } = { claims: null, scopes: null, context: {}, ...authorized }
  return { authorizer: authorized.kind === 'jwt' ? { jwt: { claims, scopes } } : { lambda: context } }
}

function describe1(passage: Passage, authorized?: Authorized) {
  const { request, route, stage, pathParameters, api } = passage
  const headers = Object.fromEntries(withForwarded(request))
  const many = [...groupNames(withForwarded(request))]
  const query = readQuery(request)
  const resourcePath = route.key === '$default' ? '$default' : (route.key.split(' ')[1] ?? '')
  const isRest = api.kind === 'rest-api'
  return {
    resource: resourcePath,
    path: isRest ? passage.path : fullPath(passage),
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(many),
    queryStringParameters: orNull(
      Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.at(-1)])),
    ),
    multiValueQueryStringParameters: orNull(query),
    requestContext: {
      accountId: passage.accountId,
      apiId: api.apiId,
      ...authorizer1(authorized),
      ...domain(request),
      extendedRequestId: passage.requestId,
      httpMethod: request.method,
      identity: { ...nobody, sourceIp: request.clientIp, userAgent: userAgent(request) },
      path: fullPath(passage),
      protocol: 'HTTP/1.1',
      requestId: passage.requestId,
      requestTime: formatTime(passage.receivedAtMs),
      requestTimeEpoch: passage.receivedAtMs,
      resourceId: route.resourceId,
      resourcePath,
      stage: stage.name,
    },
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stage.variables),
  }
}

function authorizer1(authorized: Authorized | undefined): object {
  if (authorized === undefined) return {}
  if (authorized.kind === 'jwt')
    return { authorizer: { claims: authorized.claims, scopes: authorized.scopes } }
  const { principalId, context } = authorized
  return { authorizer: { ...context, ...(principalId === undefined ? {} : { principalId }) } }
}

/** Who signed the request: nobody can here. */
const nobody = Object.fromEntries(
  [
    'accessKey',
    'accountId',
    'caller',
    'cognitoAuthenticationProvider',
    'cognitoAuthenticationType',
    'cognitoIdentityId',
    'cognitoIdentityPoolId',
    'principalOrgId',
    'user',
    'userArn',
  ].map((key) => [key, null]),
)

/** As the client wrote the names, the first of each spelling. */
function groupNames(headers: ReturnType<typeof withForwarded>): ReadonlyMap<string, readonly string[]> {
  const spelled = new Map(headers.toReversed().map(([name]) => [name.toLowerCase(), name]))
  return new Map([...groupHeaders(headers)].map(([name, values]) => [spelled.get(name) ?? name, values]))
}

/** A named stage stands before the path, as users report of every payload version.
 * @see https://github.com/aws-powertools/powertools-lambda-python/issues/621 */
function fullPath({ stage, path }: Passage): string {
  return stage.name === '$default' ? path : `/${stage.name}${path}`
}

function readQuery({ query }: DoorRequest): Readonly<Record<string, readonly string[]>> {
  const values = new URLSearchParams(query)
  return Object.fromEntries([...new Set(values.keys())].map((name) => [name, values.getAll(name)]))
}

function domain(request: DoorRequest): { readonly domainName: string; readonly domainPrefix: string } {
  const domainName = (groupHeaders(request.headers).get('host')?.[0] ?? '').replace(/:\d+$/, '')
  return { domainName, domainPrefix: domainName.split('.')[0] ?? '' }
}

/** Whether a type is one of those that a REST API treats as bytes, where `*` stands for anything.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html */
export function isBinary(binaryTypes: readonly string[], type: string): boolean {
  const [bare = ''] = type.split(/[;,]/)
  return binaryTypes.some((pattern) => matchesPattern(pattern, bare.trim(), 'ignore-case'))
}

function userAgent(request: DoorRequest): string {
  return groupHeaders(request.headers).get('user-agent')?.[0] ?? ''
}

function orNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value
}

/** As in access logs: `29/Nov/2026:10:15:30 +0000`. */
function formatTime(atMs: number): string {
  const [, day, month, year, time] = new Date(atMs).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}
