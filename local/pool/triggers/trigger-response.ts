/** The strict reading of what each trigger answers: one pure function a trigger, refusing what Cognito refuses. */
import {
  readMap,
  readScopes,
  readTextList,
  readTokenOverride,
  unrecognizable,
  UnrecognizableOutput,
  type ReservedClaims,
  type TokenOverride,
} from '../tokens/claim-overrides.ts'
import type { GroupClaims } from '../users/groups.ts'
import type { PreTokenVersion } from '../settings/pool-settings.ts'

export interface PreSignUpResponse {
  readonly autoConfirmUser: boolean
  readonly autoVerifyEmail: boolean
  readonly autoVerifyPhone: boolean
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

/** Reads the flags, and what they claim must be there. @throws UnrecognizableOutput */
export function readPreSignUpResponse(
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  const flags = readPreSignUpFlags(output)
  if (flags.autoVerifyEmail && !attributes.get('email'))
    throw unrecognizable('response.autoVerifyEmail', 'is true, but the user has no email')

  if (flags.autoVerifyPhone && !attributes.get('phone_number'))
    throw unrecognizable('response.autoVerifyPhone', 'is true, but the user has no phone_number')

  return flags
}

/** The same of somebody who signs up alone, whom Cognito verifies only together with confirming. @throws UnrecognizableOutput */
export function readSignUpResponse(
  output: unknown,
  attributes: ReadonlyMap<string, string>,
): PreSignUpResponse {
  const flags = readPreSignUpResponse(output, attributes)
  if ((flags.autoVerifyEmail || flags.autoVerifyPhone) && !flags.autoConfirmUser) {
    throw new UnrecognizableOutput(
      'response verifies a user whom it does not confirm',
      'Phone or email cannot be auto verified, when user is not being auto confirmed',
    )
  }
  return flags
}

/** Reads the flags; an absent one is false. @throws UnrecognizableOutput */
export function readPreSignUpFlags(output: unknown): PreSignUpResponse {
  const response = readResponse(output)
  const read = (name: string): boolean => {
    const value = response.get(name) ?? (response.has(name) ? null : false)
    if (typeof value !== 'boolean') throw unrecognizable(`response.${name}`, 'must be true or false')
    return value
  }
  return {
    autoConfirmUser: read('autoConfirmUser'),
    autoVerifyEmail: read('autoVerifyEmail'),
    autoVerifyPhone: read('autoVerifyPhone'),
  }
}

/** Post confirmation answers nothing; only the envelope is checked. @throws UnrecognizableOutput */
export function readPostConfirmationResponse(output: unknown): void {
  readResponse(output)
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

/** Checks the common fields a function must hand back, then gives the entries of `response`. */
function readResponse(output: unknown): ReadonlyMap<string, unknown> {
  if (output === undefined || output === null) throw unrecognizable('the output', 'must be the event')
  const event = readMap(output, 'the output')
  for (const name of ['version', 'triggerSource', 'region', 'userPoolId', 'userName'])
    if (typeof event.get(name) !== 'string') throw unrecognizable(name, 'must be handed back as a string')

  const caller = demandObject(event, 'callerContext')
  if (typeof caller.get('awsSdkVersion') !== 'string' || typeof caller.get('clientId') !== 'string')
    throw unrecognizable('callerContext', 'must be handed back with awsSdkVersion and clientId')

  demandObject(demandObject(event, 'request'), 'userAttributes')
  return demandObject(event, 'response')
}

function demandObject(source: ReadonlyMap<string, unknown>, name: string): ReadonlyMap<string, unknown> {
  const value = source.get(name)
  if (value === undefined || value === null) throw unrecognizable(name, 'is missing')
  return readMap(value, name)
}

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
