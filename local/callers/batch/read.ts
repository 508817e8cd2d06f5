/** Reads what a template has for batch jobs: a role that S3 Batch Operations may take, and what the role may do. */
import { isJsonObject, type JsonObject, readField, readList, readObject } from '../../template/fields.ts'
import type { LocalResource, Resolver } from '../../template/resolver.ts'
import type { ReadCallers } from '../caller-models.ts'
import type { BatchModel } from './model.ts'

const service = 'batchoperations.s3.amazonaws.com'

export function readBatches(resolver: Resolver): ReadCallers {
  const functions = resolver.resourcesOf('AWS::Lambda::Function')
  const versions = resolver.resourcesOf('AWS::Lambda::Version')
  const batches = resolver.resourcesOf('AWS::IAM::Role').flatMap((role): readonly BatchModel[] => {
    const trust = JSON.stringify(readField(role.properties, 'AssumeRolePolicyDocument') ?? {})
    if (!trust.includes(service)) return []
    const rights = rightsOf(role, resolver)
    const called = functions.find(({ attributes }) =>
      rights('lambda:InvokeFunction').includes(`${attributes['Arn']}:*`),
    )
    const arn = called?.attributes['Arn']
    const version = versions.find(({ ref }) => arn !== undefined && ref.startsWith(`${arn}:`))
    const [bucket] = rights('s3:PutObject').flatMap((each) => /:s3:::([^/]+)\//.exec(each)?.[1] ?? [])
    if (called === undefined || version === undefined || bucket === undefined) return []
    return [
      {
        name: called.logicalId,
        functionArn: version.ref,
        roleArn: role.attributes['Arn'] ?? '',
        bucket,
      },
    ]
  })
  return {
    models: batches.length === 0 ? {} : { batches },
    called: batches.map(({ functionArn }) => functionArn),
    withoutEffect: [],
  }
}

/** The resources on which a role may do an action, by the policies beside it. */
function rightsOf(role: LocalResource, resolver: Resolver): (action: string) => readonly string[] {
  const statements = resolver
    .resourcesOf('AWS::IAM::Policy')
    .filter(({ properties, logicalId }) =>
      readList(properties, 'Roles', logicalId).some((each) => resolver.resolve(each, logicalId) === role.ref),
    )
    .flatMap(({ properties, logicalId }): readonly (readonly [JsonObject, string])[] =>
      readList(readObject(properties, 'PolicyDocument', logicalId), 'Statement', logicalId)
        .filter(isJsonObject)
        .map((statement) => [statement, logicalId]),
    )
  return (action) =>
    statements
      .filter(([statement]) => [readField(statement, 'Action')].flat().includes(action))
      .flatMap(([statement, where]) => [resolver.resolve(readField(statement, 'Resource'), where)].flat())
      .filter((resource) => typeof resource === 'string')
}
