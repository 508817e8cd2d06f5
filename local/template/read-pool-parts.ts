/** Reads what hangs on the pool: app clients, groups, resource servers, identity providers and the login's domain. */
import {
  type JsonObject,
  isJsonObject,
  readField,
  readList,
  readObject,
  readOptionalString,
  readString,
  readStringMap,
  readObjects,
} from './fields.ts'
import type { Resolver } from './resolver.ts'
import type { ClientModel, GroupModel, IdentityProviderModel, ResourceServerModel } from './stack-model.ts'

/** With ids and secrets of their own. */
export function readClients(resolver: Resolver): readonly ClientModel[] {
  return resolver
    .resourcesOf('AWS::Cognito::UserPoolClient')
    .map(({ logicalId, ref, attributes, resolved: properties }) => {
      const clientSecret = attributes['ClientSecret']
      const hasSecret = String(readField(properties, 'GenerateSecret')) === 'true'
      return {
        logicalId,
        kind: classify(properties, hasSecret, logicalId),
        clientId: ref,
        ...(hasSecret && clientSecret !== undefined ? { clientSecret } : {}),
        name: readOptionalString(properties, 'ClientName', logicalId) ?? logicalId,
        properties,
      }
    })
}

function classify(properties: JsonObject, hasSecret: boolean, where: string): ClientModel['kind'] {
  if (readList(properties, 'AllowedOAuthFlows', where).includes('client_credentials')) return 'machine'
  return hasSecret ? 'confidential' : 'public'
}

export function readGroups(resolver: Resolver): readonly GroupModel[] {
  return resolver
    .resourcesOf('AWS::Cognito::UserPoolGroup')
    .map(({ ref: name, resolved: properties }) => ({ name, properties }))
}

export function readResourceServers(resolver: Resolver): readonly ResourceServerModel[] {
  return resolver
    .resourcesOf('AWS::Cognito::UserPoolResourceServer')
    .map(({ logicalId, ref: identifier, resolved: properties }) => ({
      identifier,
      name: readString(properties, 'Name', logicalId),
      scopes: readObjects(properties, 'Scopes', logicalId).map(
        (scope) => `${identifier}/${readString(scope, 'ScopeName', `${logicalId}.Scopes`)}`,
      ),
      properties,
    }))
}

export function readDomain(resolver: Resolver): string | undefined {
  return resolver.resourcesOf('AWS::Cognito::UserPoolDomain')[0]?.ref
}

/** Settings that need AWS itself. */
export function readWithoutEffect(resolver: Resolver): readonly string[] {
  const has = (type: string, property: string): boolean =>
    resolver.resourcesOf(type).some(({ properties }) => readField(properties, property) !== undefined)
  return [
    ...(has('AWS::Cognito::UserPoolDomain', 'CustomDomainConfig')
      ? ['UserPoolDomain.CustomDomainConfig']
      : []),
    ...(has('AWS::CloudWatch::Alarm', 'AlarmActions') ? ['Alarm.AlarmActions'] : []),
  ]
}

export function readIdentityProviders(resolver: Resolver): readonly IdentityProviderModel[] {
  return resolver
    .resourcesOf('AWS::Cognito::UserPoolIdentityProvider')
    .map(({ logicalId: where, properties: unresolved }) => {
      const resolved = resolver.resolve(withoutSecret(unresolved), where)
      const properties = isJsonObject(resolved) ? resolved : {}
      const details = readObject(properties, 'ProviderDetails', where)
      const readDetail = (key: string) => readOptionalString(details, key, `${where}.ProviderDetails`)
      return {
        name: readString(properties, 'ProviderName', where),
        type: readString(properties, 'ProviderType', where),
        clientId: readDetail('client_id') ?? '',
        scopes: (readDetail('authorize_scopes') ?? 'openid').split(' '),
        attributeMapping: readStringMap(properties, 'AttributeMapping', where),
        identifiers: readList(properties, 'IdpIdentifiers', where).map(String),
      }
    })
}

/** CloudFormation reads the secret when it deploys; here it is another one. */
function withoutSecret(properties: JsonObject): JsonObject {
  const details = properties['ProviderDetails']
  if (!isJsonObject(details)) return properties
  const { client_secret: _, ...rest } = details
  return { ...properties, ProviderDetails: rest }
}
