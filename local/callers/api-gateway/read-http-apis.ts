/** Reads HTTP APIs: routes with their authorizers, and integrations with Lambda functions. */
import type { JsonObject } from '../../template/fields.ts'
import {
  isJsonObject,
  readField,
  readList,
  readNumber,
  readObject,
  readOptionalString,
  readString,
  readStringMap,
} from '../../template/fields.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import { TemplateError } from '../../template/template-error.ts'
import { functionOfUri, nameOf } from '../called-function.ts'
import type { ReadCallers } from '../caller-models.ts'
import { readCors } from './cors.ts'
import type {
  AuthorizerModel,
  ApiModel,
  IntegrationModel,
  JwtAuthorizerModel,
  LambdaAuthorizerModel,
} from './model.ts'

export function readHttpApis(resolver: Resolver): ReadCallers {
  const of = (type: string): readonly LocalResource[] => resolver.resourcesOf(`AWS::ApiGatewayV2::${type}`)
  const withoutEffect: string[] = []
  const httpApis = of('Api').flatMap((api): ApiModel[] => {
    const { logicalId, ref: apiId, resolved } = api
    if (readOptionalString(resolved, 'ProtocolType', logicalId) !== 'HTTP') {
      withoutEffect.push(`${logicalId}, an API that is not made of routes of HTTP,`)
      return []
    }
    const isOwn = (each: LocalResource): boolean => readField(each.resolved, 'ApiId') === apiId
    const authorizers = new Map(
      of('Authorizer')
        .filter(isOwn)
        .map((each) => [each.ref, readAuthorizer(each)]),
    )
    const integrations = new Map(
      of('Integration')
        .filter(isOwn)
        .map((each) => [each.ref, readIntegration(each)]),
    )
    const routes = of('Route')
      .filter(isOwn)
      .map((route) => ({
        key: readKey(route),
        resourceId: readKey(route),
        authorizer: readRouteAuthorizer(route, authorizers),
        integration: integrations.get(
          readString(route.resolved, 'Target', route.logicalId).replace(/^integrations\//, ''),
        ),
      }))
    for (const { key, integration, authorizer } of routes) {
      if (integration === undefined)
        withoutEffect.push(`${logicalId}, route ${key}: an integration without a Lambda function,`)
      if (authorizer.kind === 'unknown')
        withoutEffect.push(`${logicalId}, route ${key}: AWS_IAM, so that nobody passes,`)
    }
    return [
      {
        kind: 'http-api',
        binaryTypes: [],
        cors: readCors(resolved, logicalId),
        apiId,
        name: nameOf(api),
        endpoint: api.attributes['ApiEndpoint'] ?? '',
        stages: of('Stage')
          .filter(isOwn)
          .map((stage) => ({
            name: stage.ref,
            variables: readStringMap(stage.resolved, 'StageVariables', stage.logicalId),
          })),
        routes,
      },
    ]
  })
  return { models: httpApis.length === 0 ? {} : { httpApis }, called: functionsOf(httpApis), withoutEffect }
}

/** The functions that APIs call. */
export function functionsOf(apis: readonly ApiModel[]): readonly string[] {
  return apis.flatMap(({ routes }) =>
    routes.flatMap(({ integration, authorizer }) => [
      ...(integration === undefined ? [] : [integration.functionArn]),
      ...(authorizer.kind === 'lambda' ? [authorizer.functionArn] : []),
    ]),
  )
}

function readKey({ resolved, logicalId }: LocalResource): string {
  const key = readString(resolved, 'RouteKey', logicalId)
  if (key === '$default' || /^[A-Z]+ \//.test(key)) return key
  throw new TemplateError(
    `${logicalId}.RouteKey must be \`$default\`, or a method and a path: correct it in the template.`,
  )
}

/** Undefined for one that calls no function. */
function readIntegration({ resolved, logicalId }: LocalResource): IntegrationModel | undefined {
  const uri = functionOfUri(readOptionalString(resolved, 'IntegrationUri', logicalId) ?? '')
  if (readString(resolved, 'IntegrationType', logicalId) !== 'AWS_PROXY' || uri === undefined)
    return undefined
  return {
    functionArn: uri,
    payload: readPayload(resolved, 'PayloadFormatVersion', logicalId),
    timeoutMs: readNumber(resolved, 'TimeoutInMillis', 30_000, logicalId),
  }
}

function readPayload(resolved: JsonObject, key: string, logicalId: string): '1.0' | '2.0' {
  const version = readString(resolved, key, logicalId)
  if (version === '1.0' || version === '2.0') return version
  throw new TemplateError(`${logicalId}.${key} must be 1.0 or 2.0: correct it in the template.`)
}

type Authorizer = LambdaAuthorizerModel | JwtAuthorizerModel

function readAuthorizer({ resolved, logicalId, ref }: LocalResource): Authorizer {
  const sources = readTexts(resolved, 'IdentitySource', logicalId)
  if (readString(resolved, 'AuthorizerType', logicalId) === 'JWT') {
    const jwt = readObject(resolved, 'JwtConfiguration', logicalId)
    return {
      kind: 'jwt',
      issuer: readString(jwt, 'Issuer', `${logicalId}.JwtConfiguration`),
      audiences: readTexts(jwt, 'Audience', `${logicalId}.JwtConfiguration`),
      identitySource: sources[0] ?? '$request.header.Authorization',
    }
  }
  const uri = readString(resolved, 'AuthorizerUri', logicalId)
  const functionArn = functionOfUri(uri)
  if (functionArn === undefined) {
    throw new TemplateError(
      `${logicalId}.AuthorizerUri names no Lambda function: correct it in the template.`,
    )
  }
  return {
    kind: 'lambda',
    id: ref,
    functionArn,
    payload: readPayload(resolved, 'AuthorizerPayloadFormatVersion', logicalId),
    isSimple: String(readField(resolved, 'EnableSimpleResponses')) === 'true',
    identitySources: sources,
    ttlMs: readNumber(resolved, 'AuthorizerResultTtlInSeconds', 0, logicalId) * 1_000,
  }
}

function readRouteAuthorizer(
  { resolved, logicalId }: LocalResource,
  authorizers: ReadonlyMap<string, Authorizer>,
): AuthorizerModel {
  const type = readOptionalString(resolved, 'AuthorizationType', logicalId) ?? 'NONE'
  if (type === 'NONE') return { kind: 'none' }
  if (type === 'AWS_IAM') return { kind: 'unknown' }
  const authorizer = authorizers.get(readString(resolved, 'AuthorizerId', logicalId))
  if (authorizer === undefined) {
    throw new TemplateError(
      `${logicalId}.AuthorizerId names no authorizer of its API: correct it in the template.`,
    )
  }
  return authorizer.kind === 'jwt'
    ? { ...authorizer, scopes: readTexts(resolved, 'AuthorizationScopes', logicalId) }
    : authorizer
}

function readTexts(resolved: JsonObject, key: string, where: string): readonly string[] {
  return readList(resolved, key, where).map((each) => {
    if (typeof each === 'string') return each
    throw new TemplateError(
      `${where}.${key} holds ${isJsonObject(each) ? 'an object' : 'a value that is no text'}: correct it in the template.`,
    )
  })
}
