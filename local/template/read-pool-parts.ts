/** Reads what hangs on the pool: groups, resource servers and the managed login's domain. */
import { resourcesOf } from './assembly.ts'
import type { StackAssembly } from './assembly.ts'
import { isJsonObject, readList, readString } from './fields.ts'
import type { JsonObject } from './fields.ts'
import type { Resolver } from './resolver.ts'
import type { GroupModel, ResourceServerModel } from './stack-model.ts'

export function readGroups(assembly: StackAssembly, resolver: Resolver): readonly GroupModel[] {
  return readAll(assembly, resolver, 'AWS::Cognito::UserPoolGroup').map(({ name, properties }) => ({
    name,
    properties,
  }))
}

export function readResourceServers(
  assembly: StackAssembly,
  resolver: Resolver,
): readonly ResourceServerModel[] {
  return readAll(assembly, resolver, 'AWS::Cognito::UserPoolResourceServer').map(
    ({ logicalId, name: identifier, properties }) => ({
      identifier,
      name: readString(properties, 'Name', logicalId),
      scopes: readList(properties, 'Scopes', logicalId)
        .filter(isJsonObject)
        .map((scope) => `${identifier}/${readString(scope, 'ScopeName', `${logicalId}.Scopes`)}`),
      properties,
    }),
  )
}

export function readDomain(assembly: StackAssembly, resolver: Resolver): string | undefined {
  return readAll(assembly, resolver, 'AWS::Cognito::UserPoolDomain')[0]?.name
}

interface PoolPart {
  readonly logicalId: string
  readonly name: string
  readonly properties: JsonObject
}

function readAll(assembly: StackAssembly, resolver: Resolver, type: string): readonly PoolPart[] {
  return resourcesOf(assembly, type).map(({ logicalId }) => ({
    logicalId,
    name: resolver.describe(logicalId, logicalId).ref,
    properties: resolver.resolveProperties(logicalId),
  }))
}
