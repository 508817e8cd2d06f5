/** Reads which secrets the stack makes, and which others its functions may read. */
import { readField, readObject, readObjects } from './fields.ts'
import type { Resolver } from './resolver.ts'

/** The ARNs of the secrets that the stack makes up. */
export function readSecretArns(resolver: Resolver): readonly string[] {
  const written = new Set(readWrittenSecrets(resolver).map(({ arn }) => arn))
  return resolver
    .resourcesOf('AWS::SecretsManager::Secret')
    .flatMap(({ ref }) => (written.has(ref) ? [] : [ref]))
}

/** The secrets whose text the template says, such as that of an app client. */
export function readWrittenSecrets(
  resolver: Resolver,
): readonly { readonly arn: string; readonly value: string }[] {
  return resolver.resourcesOf('AWS::SecretsManager::Secret').flatMap(({ ref, logicalId, properties }) => {
    const value = resolver.resolve(readField(properties, 'SecretString'), `${logicalId}.SecretString`)
    return typeof value === 'string' ? [{ arn: ref, value }] : []
  })
}

const readActions: ReadonlySet<unknown> = new Set(['secretsmanager:GetSecretValue', 'ssm:GetParameter'])

/** What policies let functions read, as they say it, with `?` for any one character. */
export function readGrantedSecrets(resolver: Resolver): readonly string[] {
  return resolver.resourcesOf('AWS::IAM::Policy').flatMap(({ logicalId, properties }) => {
    const document = readObject(properties, 'PolicyDocument', logicalId)
    return readObjects(document, 'Statement', logicalId)
      .filter((statement) =>
        [readField(statement, 'Action')].flat().some((action) => readActions.has(action)),
      )
      .flatMap((statement) => [resolver.resolve(readField(statement, 'Resource'), logicalId)].flat())
      .filter((resource) => typeof resource === 'string')
  })
}
