/** Reads REST APIs: resources and methods with their Lambda authorizers, and proxy integrations with Lambda functions.
 * Whatever else would judge a request keeps its method closed.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html */
import {
  type JsonObject,
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
import type { ApiModel, LambdaAuthorizerModel, RouteModel } from './model.ts'
import { functionsOf } from './read-http-apis.ts'

export function readRestApis(resolver: Resolver): ReadCallers {
  const withoutEffect: string[] = []
  const restApis = resolver.resourcesOf('AWS::ApiGateway::RestApi').map((api): ApiModel => {
    const { logicalId, ref: apiId, resolved, attributes } = api
    const of = (type: string): readonly LocalResource[] =>
      resolver
        .resourcesOf(`AWS::ApiGateway::${type}`)
        .filter((each) => readField(each.resolved, 'RestApiId') === apiId)
    const paths = readPaths(of('Resource'), attributes['RootResourceId'] ?? '')
    const authorizers = new Map(of('Authorizer').map((each) => [each.ref, each]))
    const closed = ['Body', 'BodyS3Location', 'Policy'].find((key) => readField(resolved, key) !== undefined)
    if (closed !== undefined) withoutEffect.push(`${logicalId}.${closed}, so that nobody passes,`)
    if (String(readField(resolved, 'DisableExecuteApiEndpoint')) === 'true')
      withoutEffect.push(`${logicalId}.DisableExecuteApiEndpoint`)
    const routes = of('Method').map((method): RouteModel => {
      const { resolved: own, logicalId: where } = method
      const resourceId = readString(own, 'ResourceId', where)
      const key = `${readString(own, 'HttpMethod', where)} ${paths.get(resourceId) ?? unknownResource(where)}`
      const authorizer = readMethodAuthorizer(method, authorizers)
      const integration = readIntegration(method)
      const reason = typeof authorizer === 'string' ? authorizer : integration
      if (typeof reason === 'string')
        withoutEffect.push(`${logicalId}, method ${key}: ${reason}, so that nobody passes,`)
      return {
        key,
        resourceId,
        authorizer: closed !== undefined || typeof authorizer === 'string' ? { kind: 'unknown' } : authorizer,
        integration: typeof integration === 'string' ? undefined : integration,
      }
    })
    for (const { logicalId: where } of of('GatewayResponse')) withoutEffect.push(where)
    for (const { resolved: own, logicalId: where } of of('Stage')) {
      for (const key of ['CacheClusterEnabled', 'CanarySetting'])
        if (readField(own, key) !== undefined) withoutEffect.push(`${where}.${key}`)
    }
    return {
      kind: 'rest-api',
      apiId,
      name: nameOf(api),
      endpoint: `https://${apiId}.execute-api.${resolver.region}.amazonaws.com`,
      stages: [...of('Stage'), ...of('Deployment')]
        .filter((each) => readField(each.resolved, 'StageName') !== undefined)
        .map(({ resolved: own, logicalId: where }) => ({
          name: readString(own, 'StageName', where),
          variables: readStringMap(own, 'Variables', where),
        })),
      routes,
      binaryTypes: readList(resolved, 'BinaryMediaTypes', logicalId).map(String),
    }
  })
  return {
    models: restApis.length === 0 ? {} : { restApis },
    called: functionsOf(restApis),
    withoutEffect,
  }
}

/** Resource → path. */
function readPaths(resources: readonly LocalResource[], rootId: string): ReadonlyMap<string, string> {
  const paths = new Map([[rootId, '/']])
  const pathOf = ({ resolved, logicalId }: LocalResource): string => {
    const parentId = readString(resolved, 'ParentId', logicalId)
    const parent = resources.find(({ ref }) => ref === parentId)
    const before = parent === undefined ? (paths.get(parentId) ?? unknownResource(logicalId)) : pathOf(parent)
    return `${before.replace(/\/$/, '')}/${readString(resolved, 'PathPart', logicalId)}`
  }
  for (const resource of resources) paths.set(resource.ref, pathOf(resource))
  return paths
}

function unknownResource(where: string): never {
  throw new TemplateError(`${where} names no resource of its API: correct it in the template.`)
}

/** A text says why nobody passes. */
function readMethodAuthorizer(
  { resolved, logicalId }: LocalResource,
  authorizers: ReadonlyMap<string, LocalResource>,
): LambdaAuthorizerModel | { readonly kind: 'none' } | string {
  if (String(readField(resolved, 'ApiKeyRequired')) === 'true') return 'an API key'
  if (readField(resolved, 'RequestValidatorId') !== undefined) return 'a request validator'
  const hasAuthorizer = readField(resolved, 'AuthorizerId') !== undefined
  const type =
    readOptionalString(resolved, 'AuthorizationType', logicalId) ??
    (hasAuthorizer ? 'an authorizer without a type' : 'NONE')
  if (type === 'NONE') return { kind: 'none' }
  if (type !== 'CUSTOM') return type
  const authorizer = authorizers.get(readString(resolved, 'AuthorizerId', logicalId))
  if (authorizer !== undefined) return readAuthorizer(authorizer)
  throw new TemplateError(
    `${logicalId}.AuthorizerId names no authorizer of its API: correct it in the template.`,
  )
}

function readAuthorizer({ resolved, logicalId, ref }: LocalResource): LambdaAuthorizerModel | string {
  const type = readString(resolved, 'Type', logicalId)
  if (type !== 'TOKEN' && type !== 'REQUEST') return `an authorizer of type ${type}`
  const functionArn = functionOfUri(readString(resolved, 'AuthorizerUri', logicalId))
  if (functionArn === undefined) return 'an authorizer without a Lambda function'
  if (readField(resolved, 'AuthorizerCredentials') !== undefined) return 'an authorizer called by a role'
  const sources = readOptionalString(resolved, 'IdentitySource', logicalId) ?? ''
  return {
    kind: 'lambda',
    id: ref,
    functionArn,
    payload: type,
    isSimple: false,
    identitySources: sources.split(',').flatMap((source) => (source.trim() === '' ? [] : [source.trim()])),
    expression: type === 'TOKEN' ? readExpression(resolved, logicalId) : undefined,
    ttlMs: readNumber(resolved, 'AuthorizerResultTtlInSeconds', 300, logicalId) * 1_000,
  }
}

/** What the whole token must look like; undefined where it may be anything. */
export function readExpression(authorizer: JsonObject, where: string): RegExp | undefined {
  const expression = readOptionalString(authorizer, 'IdentityValidationExpression', where)
  try {
    return expression === undefined ? undefined : new RegExp(`^(?:${expression})$`)
  } catch {
    throw new TemplateError(
      `${where}.IdentityValidationExpression is no regular expression: correct it in the template.`,
    )
  }
}

/** A text says why nobody passes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings.html */
function readIntegration({ resolved, logicalId }: LocalResource): RouteModel['integration'] | string {
  const where = `${logicalId}.Integration`
  const integration = readObject(resolved, 'Integration', logicalId)
  const type = readOptionalString(integration, 'Type', where) ?? 'no'
  const functionArn = functionOfUri(readOptionalString(integration, 'Uri', where) ?? '')
  if (type !== 'AWS_PROXY' || functionArn === undefined)
    return `an integration of type ${type} without a Lambda function`
  if (readField(integration, 'Credentials') !== undefined) return 'an integration called by a role'
  const timeoutMs = readNumber(integration, 'TimeoutInMillis', 29_000, where)
  return { functionArn, payload: 'rest', timeoutMs }
}
