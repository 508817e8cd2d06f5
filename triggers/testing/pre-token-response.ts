/** Reads what pre token generation answers, as strictly as Cognito. */
import {
  readMap,
  readScopes,
  readTextList,
  readTokenOverride,
  unrecognizable,
  type ReservedClaims,
  type TokenOverride,
} from './claim-overrides.ts'
import { readResponse } from './trigger-response.ts'

/** The version that a pool sends. */
export type PreTokenVersion = 'V1_0' | 'V2_0' | 'V3_0'

export interface GroupClaims {
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly preferredRole: string | undefined
}

export interface PreTokenResponse {
  readonly id: TokenOverride
  readonly access: TokenOverride
  readonly scopesToAdd: readonly string[]
  readonly scopesToSuppress: readonly string[]
  /** undefined: the user's own groups stay. */
  readonly groups: GroupClaims | undefined
}

export interface PreTokenRules {
  readonly version: PreTokenVersion
  readonly reservedClaims: ReservedClaims
  readonly clientId: string
}

/** Reads the overrides in the container of the event's version. @throws UnrecognizableOutput */
export function readPreTokenResponse(output: unknown, rules: PreTokenRules): PreTokenResponse {
  const response = readResponse(output)
  const isV1 = rules.version === 'V1_0'
  const [name, otherName] = isV1
    ? ['claimsOverrideDetails', 'claimsAndScopeOverrideDetails']
    : ['claimsAndScopeOverrideDetails', 'claimsOverrideDetails']
  if (!isEmpty(response.get(otherName))) {
    throw unrecognizable(
      `response.${otherName}`,
      `does not belong to LambdaVersion ${rules.version}; use ${name}`,
    )
  }
  const path = `response.${name}`
  const container = isEmpty(response.get(name))
    ? new Map<string, unknown>()
    : readMap(response.get(name), path)
  const common = { reservedClaims: rules.reservedClaims, clientId: rules.clientId, allowsOnlyStrings: isV1 }
  const groups = readGroups(container, `${path}.groupOverrideDetails`)
  if (isV1) {
    for (const section of ['idTokenGeneration', 'accessTokenGeneration'])
      if (!isEmpty(container.get(section))) throw unrecognizable(`${path}.${section}`, 'needs V2_0 or V3_0')

    const id = readTokenOverride(container, { ...common, token: 'id', path })
    return { id, access: none, scopesToAdd: [], scopesToSuppress: [], groups }
  }
  const idPath = `${path}.idTokenGeneration`
  const accessPath = `${path}.accessTokenGeneration`
  const access = readMap(container.get('accessTokenGeneration'), accessPath)
  return {
    id: readTokenOverride(readMap(container.get('idTokenGeneration'), idPath), {
      ...common,
      token: 'id',
      path: idPath,
    }),
    access: readTokenOverride(access, { ...common, token: 'access', path: accessPath }),
    scopesToAdd: readScopes(access.get('scopesToAdd'), `${accessPath}.scopesToAdd`),
    scopesToSuppress: readScopes(access.get('scopesToSuppress'), `${accessPath}.scopesToSuppress`),
    groups,
  }
}

const none: TokenOverride = { add: new Map(), suppress: new Set() }

/** An override that replaces the groups; `null` or an empty object takes them all away. */
function readGroups(container: ReadonlyMap<string, unknown>, path: string): GroupClaims | undefined {
  if (!container.has('groupOverrideDetails')) return undefined
  const override = readMap(container.get('groupOverrideDetails'), path)
  const preferredRole = override.get('preferredRole') ?? undefined
  if (preferredRole !== undefined && typeof preferredRole !== 'string')
    throw unrecognizable(`${path}.preferredRole`, 'must be a string')

  return {
    groups: readTextList(override.get('groupsToOverride'), `${path}.groupsToOverride`),
    roles: readTextList(override.get('iamRolesToOverride'), `${path}.iamRolesToOverride`),
    preferredRole,
  }
}

/** AWS's samples show an untouched container as `null` and as `[]`; both mean that nothing was asked for. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
