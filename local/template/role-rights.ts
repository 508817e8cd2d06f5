/** Reads what a role of the template may do, by its own policies and those beside it. */
import { isJsonObject, type JsonObject, readField, readList, readObject } from './fields.ts'
import { matchesPattern } from './match-pattern.ts'
import type { LocalResource, Resolver } from './resolver.ts'

/** Resources as the policies write them. */
export interface RoleRights {
  /** Whatever the circumstances: a statement with a condition lets nobody do anything here. */
  readonly allowed: readonly string[]
  readonly denied: readonly string[]
}

export function readRoleRights(role: LocalResource, resolver: Resolver): (action: string) => RoleRights {
  const beside = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => resolver.resourcesOf(type))
    .filter(({ properties, logicalId }) =>
      readList(properties, 'Roles', logicalId).some((each) => resolver.resolve(each, logicalId) === role.ref),
    )
    .map(({ properties }) => properties)
  const own = readList(role.properties, 'Policies', role.logicalId).filter(isJsonObject)
  const statements = [...beside, ...own].flatMap((policy) =>
    readList(readObject(policy, 'PolicyDocument', role.logicalId), 'Statement', role.logicalId),
  )
  return (action) => {
    const about = statements.filter(isJsonObject).filter((statement) => isAbout(statement, action))
    const resources = (chosen: readonly JsonObject[]): readonly string[] =>
      chosen
        .flatMap((statement) => [resolver.resolve(readField(statement, 'Resource'), role.logicalId)].flat())
        .filter((resource) => typeof resource === 'string')
    const isDenied = (statement: JsonObject): boolean => readField(statement, 'Effect') === 'Deny'
    return {
      allowed: resources(about.filter((each) => !isDenied(each) && !Object.hasOwn(each, 'Condition'))),
      denied: resources(about.filter(isDenied)),
    }
  }
}

/** Whether the rights hold for the resource. */
export function holdsFor({ allowed, denied }: RoleRights, resource: string): boolean {
  const covers = (pattern: string): boolean => matchesPattern(pattern, resource, 'exact')
  return allowed.some(covers) && !denied.some(covers)
}

function isAbout(statement: JsonObject, action: string): boolean {
  return [readField(statement, 'Action')]
    .flat()
    .some((pattern) => typeof pattern === 'string' && matchesPattern(pattern, action, 'ignore-case'))
}
