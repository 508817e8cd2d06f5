/** Reads the external identity providers of the pool. */
import { resourcesOf } from './assembly.ts'
import type { StackAssembly } from './assembly.ts'
import {
  isJsonObject,
  readList,
  readObject,
  readOptionalString,
  readString,
  readStringMap,
} from './fields.ts'
import type { JsonObject } from './fields.ts'
import type { Resolver } from './resolver.ts'
import type { IdentityProviderModel } from './stack-model.ts'

export function readIdentityProviders(
  assembly: StackAssembly,
  resolver: Resolver,
): readonly IdentityProviderModel[] {
  return resourcesOf(assembly, 'AWS::Cognito::UserPoolIdentityProvider').map(({ logicalId, properties }) => {
    const resolved = resolver.resolve(withoutSecret(properties), logicalId)
    return readProvider(isJsonObject(resolved) ? resolved : {}, logicalId)
  })
}

function readProvider(properties: JsonObject, where: string): IdentityProviderModel {
  const details = readObject(properties, 'ProviderDetails', where)
  return {
    name: readString(properties, 'ProviderName', where),
    type: readString(properties, 'ProviderType', where),
    clientId: readOptionalString(details, 'client_id', `${where}.ProviderDetails`) ?? '',
    scopes: (readOptionalString(details, 'authorize_scopes', `${where}.ProviderDetails`) ?? 'openid').split(
      ' ',
    ),
    attributeMapping: readStringMap(properties, 'AttributeMapping', where),
    identifiers: readList(properties, 'IdpIdentifiers', where).map(String),
  }
}

/** CloudFormation reads the secret when it deploys; here it is another one. */
function withoutSecret(properties: JsonObject): JsonObject {
  const details = properties['ProviderDetails']
  if (!isJsonObject(details)) return properties
  const { client_secret: _, ...rest } = details
  return { ...properties, ProviderDetails: rest }
}
