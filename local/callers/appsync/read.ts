/** Reads GraphQL APIs of AppSync: the Lambda authorizer, the schema, and direct Lambda resolvers.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/direct-lambda-reference.html */
import { own, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import {
  isJsonObject,
  readField,
  readNumber,
  readObject,
  readOptionalString,
  readString,
} from '../../template/fields.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import { holdsFor, readRoleRights } from '../../template/role-rights.ts'
import { TemplateError } from '../../template/template-error.ts'
import { functionOfUri, nameOf, withoutQualifier } from '../called-function.ts'
import type { ReadCallers } from '../caller-models.ts'
import { readExpression } from '../api-gateway/read-rest-apis.ts'
import type { GraphqlApiModel, ResolverModel } from './model.ts'

export function readGraphqlApis(resolver: Resolver): ReadCallers {
  const withoutEffect: string[] = []
  const graphqlApis = resolver.resourcesOf('AWS::AppSync::GraphQLApi').map((api): GraphqlApiModel => {
    const { logicalId, resolved, ref: arn, attributes } = api
    const apiId = attributes['ApiId'] ?? ''
    const of = (type: string): readonly LocalResource[] =>
      resolver
        .resourcesOf(`AWS::AppSync::${type}`)
        .filter((each) => readField(each.resolved, 'ApiId') === apiId)
    const [schemaOf] = of('GraphQLSchema')
    const schema = schemaOf && readOptionalString(schemaOf.resolved, 'Definition', schemaOf.logicalId)
    const authorizer = schema === undefined ? undefined : readAuthorizer(api)
    if (authorizer === undefined) {
      const why = schema === undefined ? 'a schema that the template does not hold' : 'no Lambda authorizer'
      withoutEffect.push(`${logicalId}, an API with ${why}, so that nobody passes,`)
    }
    if (readField(resolved, 'AdditionalAuthenticationProviders') !== undefined)
      withoutEffect.push(`${logicalId}.AdditionalAuthenticationProviders`)
    const sources = new Map(of('DataSource').map((each) => [readField(each.resolved, 'Name'), each]))
    const resolvers = Object.fromEntries(
      of('Resolver').map((each): [string, ResolverModel] => {
        const { resolved: properties, logicalId: where } = each
        const field = `${readString(properties, 'TypeName', where)}.${readString(properties, 'FieldName', where)}`
        const model = readResolver(each, sources.get(readField(properties, 'DataSourceName')), resolver)
        if (model.kind === 'unknown')
          withoutEffect.push(`${logicalId}, field ${field}: what is no direct Lambda resolver`)
        return [field, model]
      }),
    )
    const endpoint = new URL(attributes['GraphQLUrl'] ?? '').origin
    const guardFields = readGuardFields(resolver, authorizer?.functionArn ?? '')
    return {
      apiId,
      arn,
      name: nameOf(api),
      endpoint,
      authorizer,
      guardFields,
      schema: schema ?? '',
      resolvers,
    }
  })
  const called = graphqlApis.flatMap(({ authorizer, resolvers }) => [
    ...(authorizer === undefined ? [] : [authorizer.functionArn]),
    ...Object.values(resolvers).flatMap((each) => (each.kind === 'lambda' ? [each.functionArn] : [])),
  ])
  return { models: graphqlApis.length === 0 ? {} : { graphqlApis }, called, withoutEffect }
}

/** Undefined where people sign in by another mode. */
function readAuthorizer({ resolved, logicalId }: LocalResource): GraphqlApiModel['authorizer'] {
  if (readString(resolved, 'AuthenticationType', logicalId) !== 'AWS_LAMBDA') return undefined
  const where = `${logicalId}.LambdaAuthorizerConfig`
  const config = readObject(resolved, 'LambdaAuthorizerConfig', logicalId)
  const functionArn = functionOfUri(readString(config, 'AuthorizerUri', where))
  if (functionArn === undefined)
    throw new TemplateError(`${where}.AuthorizerUri names no Lambda function: correct it in the template.`)
  return {
    functionArn,
    ttlMs: readNumber(config, 'AuthorizerResultTtlInSeconds', 0, where) * 1_000,
    expression: readExpression(config, where),
  }
}

/** The fields of which the suite's own guard speaks. */
function readGuardFields(resolver: Resolver, functionArn: string): readonly string[] {
  const guard = resolver
    .resourcesOf('AWS::Lambda::Function')
    .find(({ attributes }) => attributes['Arn'] === withoutQualifier(functionArn))
  const variables = guard && own(readObject(guard.resolved, 'Environment', guard.logicalId), 'Variables')
  const setting = own(variables, 'GUARD')
  const fields = own(typeof setting === 'string' ? readJson(setting) : undefined, 'fields')
  return isJsonObject(fields) ? Object.keys(fields) : []
}

/** A direct resolver has no mapping templates and no code, and asks for one thing at a time. */
function readResolver(
  { resolved, logicalId }: LocalResource,
  source: LocalResource | undefined,
  resolver: Resolver,
): ResolverModel {
  const others = [
    'Code',
    'CodeS3Location',
    'RequestMappingTemplate',
    'ResponseMappingTemplate',
    'PipelineConfig',
  ]
  const isDirect =
    others.every((key) => readField(resolved, key) === undefined) &&
    readNumber(resolved, 'MaxBatchSize', 0, logicalId) === 0
  if (!isDirect || source === undefined || readField(source.resolved, 'Type') !== 'AWS_LAMBDA')
    return { kind: 'unknown' }
  const config = readObject(source.resolved, 'LambdaConfig', source.logicalId)
  const functionArn = readString(config, 'LambdaFunctionArn', source.logicalId)
  const role = resolver
    .resourcesOf('AWS::IAM::Role')
    .find(({ attributes }) => attributes['Arn'] === readField(source.resolved, 'ServiceRoleArn'))
  const isAllowed =
    role !== undefined && holdsFor(readRoleRights(role, resolver)('lambda:InvokeFunction'), functionArn)
  return { kind: 'lambda', functionArn, isAllowed }
}
