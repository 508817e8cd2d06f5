/** Reads CloudFront distributions with a Lambda function at their viewer requests. */
import {
  type JsonObject,
  readField,
  readList,
  readObject,
  readObjects,
  readOptionalString,
  readString,
} from '../../template/fields.ts'
import { readTriggerTag } from '../../template/local-values.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import { TemplateError } from '../../template/template-error.ts'
import { withoutQualifier } from '../called-function.ts'
import type { ReadCallers } from '../caller-models.ts'
import {
  type BehaviorModel,
  type DistributionModel,
  edgeFunction,
  type OriginModel,
  type ViewerRequestModel,
} from './model.ts'

/** What CloudFront lets through where a behaviour names no methods. */
const defaultMethods = ['GET', 'HEAD']

export function readDistributions(resolver: Resolver): ReadCallers {
  const withoutEffect: string[] = []
  const stacks = [resolver, ...resolver.neighbours.filter(() => resolver.neighbours.some(holdsSignIn))]
  const distributions = stacks.flatMap((stack) =>
    stack
      .resourcesOf('AWS::CloudFront::Distribution')
      .map((each) => readDistribution(each, stack, (what) => withoutEffect.push(what)))
      .filter(({ behaviors }) => behaviors.some(({ viewerRequest }) => viewerRequest !== undefined)),
  )
  const called = distributions.flatMap(({ behaviors }) =>
    behaviors.flatMap(({ viewerRequest }) =>
      viewerRequest === undefined ? [] : [viewerRequest.functionArn],
    ),
  )
  for (const arn of called) demandNoVariables(stacks, arn)
  const isNone = distributions.length === 0
  return { models: isNone ? {} : { distributions }, called, withoutEffect: isNone ? [] : withoutEffect }
}

/** Distributions of other stacks do not run here, but where people sign in at their edge. */
function holdsSignIn(stack: Resolver): boolean {
  return stack
    .resourcesOf('AWS::Lambda::Function')
    .some((each) => readTriggerTag(each, stack) === edgeFunction)
}

function readDistribution(
  { logicalId, ref, attributes, properties }: LocalResource,
  resolver: Resolver,
  note: (what: string) => void,
): DistributionModel {
  const where = `${logicalId}.DistributionConfig`
  const config = readObject(properties, 'DistributionConfig', logicalId)
  // The rest may refer to what does not run here, such as policies and certificates.
  const resolve = (of: JsonObject, keys: readonly string[]): JsonObject =>
    Object.fromEntries(keys.map((key) => [key, resolver.resolve(readField(of, key), `${where}.${key}`)]))
  const origins = new Map(
    readObjects(config, 'Origins', where)
      .map((origin) => resolve(origin, ['Id', 'DomainName', 'OriginPath']))
      .map((origin): [string, OriginModel] => [
        readString(origin, 'Id', where),
        {
          domainName: readString(origin, 'DomainName', where),
          path: readOptionalString(origin, 'OriginPath', where) ?? '',
        },
      ]),
  )
  const readBehavior = (behavior: JsonObject): BehaviorModel => {
    const read = resolve(behavior, [
      'PathPattern',
      'TargetOriginId',
      'AllowedMethods',
      'LambdaFunctionAssociations',
    ])
    const origin = origins.get(readString(read, 'TargetOriginId', where))
    if (origin === undefined)
      throw new TemplateError(`${where} has a behaviour without an origin: correct its TargetOriginId.`)
    const associations = readObjects(read, 'LambdaFunctionAssociations', where)
    const others = associations.filter((each) => readField(each, 'EventType') !== 'viewer-request')
    for (const each of others) note(`${logicalId}: a function at ${String(readField(each, 'EventType'))}`)
    if (readList(behavior, 'FunctionAssociations', where).length > 0)
      note(`${logicalId}: a CloudFront Function`)
    const methods = readList(read, 'AllowedMethods', where).filter((each) => typeof each === 'string')
    return {
      pattern: readOptionalString(read, 'PathPattern', where) ?? '*',
      methods: methods.length === 0 ? defaultMethods : methods,
      origin,
      viewerRequest: readViewerRequest(
        associations.filter((each) => !others.includes(each)),
        where,
      ),
    }
  }
  const domainName = attributes['DomainName'] ?? ''
  const aliases = readList(resolve(config, ['Aliases']), 'Aliases', where)
  return {
    distributionId: ref,
    name: logicalId,
    domainName,
    aliases: aliases.filter((each) => typeof each === 'string'),
    behaviors: [
      ...readObjects(config, 'CacheBehaviors', where),
      readObject(config, 'DefaultCacheBehavior', where),
    ].map(readBehavior),
  }
}

/** @throws TemplateError for a function without a version, which CloudFront refuses */
function readViewerRequest(
  associations: readonly JsonObject[],
  where: string,
): ViewerRequestModel | undefined {
  const [association] = associations
  if (association === undefined) return undefined
  const functionArn = readString(association, 'LambdaFunctionARN', where)
  if (!/:function:[^:]+:\d+$/.test(functionArn)) {
    throw new TemplateError(
      `${where} names ${functionArn} for viewer requests, but CloudFront takes a version with a number alone: use \`currentVersion\`.`,
    )
  }
  return { functionArn, includesBody: String(readField(association, 'IncludeBody')) === 'true' }
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html */
function demandNoVariables(stacks: readonly Resolver[], functionArn: string): void {
  const found = stacks
    .flatMap(({ resourcesOf }) => resourcesOf('AWS::Lambda::Function'))
    .find(({ attributes }) => attributes['Arn'] === withoutQualifier(functionArn))
  if (found === undefined) return
  const variables = readObject(
    readObject(found.properties, 'Environment', found.logicalId),
    'Variables',
    found.logicalId,
  )
  const [name] = Object.keys(variables)
  if (name === undefined) return
  throw new TemplateError(
    `${found.logicalId} runs at the edge, where there are no environment variables: put ${name} into a file beside its code.`,
  )
}
