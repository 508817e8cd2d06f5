/** Reads the pool's app clients and gives them ids and secrets. */
import { resourcesOf } from './assembly.ts'
import type { StackAssembly } from './assembly.ts'
import { readField, readList, readOptionalString } from './fields.ts'
import type { JsonObject } from './fields.ts'
import type { Resolver } from './resolver.ts'
import type { ClientModel } from './stack-model.ts'

export function readClients(assembly: StackAssembly, resolver: Resolver): readonly ClientModel[] {
  return resourcesOf(assembly, 'AWS::Cognito::UserPoolClient').map(({ logicalId }) =>
    readClient(logicalId, resolver),
  )
}

function readClient(logicalId: string, resolver: Resolver): ClientModel {
  const properties = resolver.resolveProperties(logicalId)
  const { ref, attributes } = resolver.describe(logicalId, logicalId)
  const clientSecret = attributes['ClientSecret']
  const hasSecret = readField(properties, 'GenerateSecret') === true
  return {
    logicalId,
    kind: classify(properties, hasSecret, logicalId),
    clientId: ref,
    ...(hasSecret && clientSecret !== undefined ? { clientSecret } : {}),
    name: readOptionalString(properties, 'ClientName', logicalId) ?? logicalId,
    properties,
  }
}

function classify(properties: JsonObject, hasSecret: boolean, where: string): ClientModel['kind'] {
  if (readList(properties, 'AllowedOAuthFlows', where).includes('client_credentials')) return 'machine'
  return hasSecret ? 'confidential' : 'public'
}
