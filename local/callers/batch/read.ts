/** Reads what a template has for batch jobs: a role that S3 Batch Operations may take, and what the role may do. */
import { readField } from '../../template/fields.ts'
import type { Resolver } from '../../template/resolver.ts'
import { readRoleRights } from '../../template/role-rights.ts'
import type { ReadCallers } from '../caller-models.ts'
import type { BatchModel } from './model.ts'

const service = 'batchoperations.s3.amazonaws.com'

export function readBatches(resolver: Resolver): ReadCallers {
  const functions = resolver.resourcesOf('AWS::Lambda::Function')
  const versions = resolver.resourcesOf('AWS::Lambda::Version')
  const batches = resolver.resourcesOf('AWS::IAM::Role').flatMap((role): readonly BatchModel[] => {
    const trust = JSON.stringify(readField(role.properties, 'AssumeRolePolicyDocument') ?? {})
    if (!trust.includes(service)) return []
    const rights = readRoleRights(role, resolver)
    const called = functions.find(({ attributes }) =>
      rights('lambda:InvokeFunction').allowed.includes(`${attributes['Arn']}:*`),
    )
    const arn = called?.attributes['Arn']
    const version = versions.find(({ ref }) => arn !== undefined && ref.startsWith(`${arn}:`))
    const [bucket] = rights('s3:PutObject').allowed.flatMap((each) => /:s3:::([^/]+)\//.exec(each)?.[1] ?? [])
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
