/** Reads which secrets the stack makes, and which others its functions may read. */
import { isJsonObject, readField, readList, readObject } from './fields.ts'
import type { Resolver } from './resolver.ts'

/** The ARNs of the secrets that the stack makes. */
export function readSecretArns(resolver: Resolver): readonly string[] {
  return resolver.resourcesOf('AWS::SecretsManager::Secret').map(({ ref }) => ref)
}

const readActions: ReadonlySet<unknown> = new Set(['secretsmanager:GetSecretValue', 'ssm:GetParameter'])

/** What policies let functions read, as they say it, with `?` for any one character. */
export function readGrantedSecrets(resolver: Resolver): readonly string[] {
  return resolver.resourcesOf('AWS::IAM::Policy').flatMap(({ logicalId, properties }) => {
    const document = readObject(properties, 'PolicyDocument', logicalId)
    return readList(document, 'Statement', logicalId)
      .filter(isJsonObject)
      .filter((statement) =>
        [readField(statement, 'Action')].flat().some((action) => readActions.has(action)),
      )
      .flatMap((statement) => [resolver.resolve(readField(statement, 'Resource'), logicalId)].flat())
      .filter((resource) => typeof resource === 'string')
  })
}
