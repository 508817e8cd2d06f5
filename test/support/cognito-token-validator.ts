/** Finds what Cognito would refuse, or drop in silence, in an answer of a pre token generation trigger.
 *
 * Written from AWS's documentation and from nothing in `triggers/`, and stricter where AWS does not say: what it finds
 * unclear is a problem.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
import { isDeepStrictEqual } from 'node:util'
import { isObject, own, type RawObject } from '../../triggers/core/json.ts'

type Token = 'id' | 'access'

/** Claims and scopes of both tokens together, existing and added. */
const maxClaimsAndScopes = 5_000
/** Lambda's limit of a synchronous answer. */
const maxPayloadBytes = 6_291_456

const reservedInBoth = [
  'sub',
  'acr',
  'amr',
  'auth_time',
  'azp',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'token_use',
]
const reserved: Readonly<Record<Token, ReadonlySet<string>>> = {
  id: new Set([...reservedInBoth, 'identities', 'aud', 'at_hash']),
  access: new Set([
    ...reservedInBoth,
    'username',
    'client_id',
    'event_id',
    'device_key',
    'version',
    'aud',
    'scope',
  ]),
}
const simpleInIdToken = new Set(['phone_number_verified', 'email_verified', 'updated_at', 'address'])

/** The problems of an answer, a sentence each; empty when Cognito accepts it as intended. */
export function findResponseProblems(event: RawObject, output: unknown): readonly string[] {
  if (!isObject(output)) return ['the answer is no object']
  const problems: string[] = []
  const json = serialize(output)
  if (json === undefined || !isDeepStrictEqual(JSON.parse(json), output))
    problems.push('the answer is no JSON')
  if (json !== undefined && Buffer.byteLength(json) > maxPayloadBytes)
    problems.push('the answer is over 6 MB')
  for (const name of new Set([...Object.keys(event), ...Object.keys(output)])) {
    if (name !== 'response' && !isDeepStrictEqual(own(event, name), own(output, name)))
      problems.push(`the envelope's ${name} is not as it came`)
  }
  const response = own(output, 'response')
  if (!isObject(response)) return [...problems, 'there is no response object']

  const isVersion1 = String(own(event, 'version')) === '1'
  const container = isVersion1 ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails'
  const foreign = isVersion1 ? 'claimsAndScopeOverrideDetails' : 'claimsOverrideDetails'
  for (const name of Object.keys(response)) {
    if (name === foreign) problems.push(`${foreign} is not of this version`)
    else if (name !== container) problems.push(`the response has ${name}`)
  }
  const details = own(response, container)
  if (details === undefined || details === null) return problems
  if (!isObject(details)) return [...problems, `${container} is no object`]

  const isMachine = own(event, 'triggerSource') === 'TokenGeneration_ClientCredentials'
  const clientId = own(readObject(own(event, 'callerContext')), 'clientId')
  if (isVersion1) {
    const { groupOverrideDetails, ...token } = details
    problems.push(
      ...findTokenProblems('id', token, true, clientId),
      ...findGroupProblems(groupOverrideDetails),
    )
  } else {
    const { idTokenGeneration, accessTokenGeneration, groupOverrideDetails, ...unknown } = details
    problems.push(
      ...Object.keys(unknown).map((name) => `${name} is unknown`),
      ...findTokenProblems('id', idTokenGeneration, false, clientId),
      ...findTokenProblems('access', accessTokenGeneration, false, clientId),
      ...findGroupProblems(groupOverrideDetails),
    )
    if (isMachine && (idTokenGeneration !== undefined || groupOverrideDetails !== undefined))
      problems.push('a machine client has neither ID token nor groups')
  }
  if (countClaims(event, details) > maxClaimsAndScopes)
    problems.push('there are over 5,000 claims and scopes')
  return problems
}

function findTokenProblems(
  token: Token,
  generation: unknown,
  isVersion1: boolean,
  clientId: unknown,
): readonly string[] {
  if (generation === undefined) return []
  if (!isObject(generation)) return [`${token}: it is no object`]
  const {
    claimsToAddOrOverride = {},
    claimsToSuppress = [],
    scopesToAdd,
    scopesToSuppress,
    ...unknown
  } = generation
  const problems = Object.keys(unknown).map((name) => `${token}: ${name} is unknown`)
  if (token === 'id' && (scopesToAdd !== undefined || scopesToSuppress !== undefined))
    problems.push('id: it has scopes')
  problems.push(...findScopeProblems(scopesToAdd, true), ...findScopeProblems(scopesToSuppress, false))
  if (readList(scopesToAdd).some((scope) => readList(scopesToSuppress).includes(scope)))
    problems.push('access: a scope is both added and suppressed')

  const added = readObject(claimsToAddOrOverride)
  if (!isObject(claimsToAddOrOverride)) problems.push(`${token}: the claims are no object`)
  for (const [name, value] of Object.entries(added)) {
    const isOwnAudience = token === 'access' && name === 'aud' && value === clientId
    if (name === '' || !name.isWellFormed()) problems.push(`${token}: a claim name is empty or no text`)
    if (!isOwnAudience && (isReserved(token, name) || name.startsWith('dev:')))
      problems.push(`${token}: ${name} is reserved`)
    problems.push(...findValueProblems(token, name, value, isVersion1))
  }

  if (!isTextList(claimsToSuppress)) return [...problems, `${token}: claimsToSuppress is no list of text`]
  if (claimsToSuppress.includes('')) problems.push(`${token}: claimsToSuppress has an empty name`)
  for (const name of claimsToSuppress) {
    if (isReserved(token, name) && name !== 'cognito:groups')
      problems.push(`${token}: ${name} cannot be suppressed`)
    if (Object.hasOwn(added, name)) problems.push(`${token}: ${name} is both added and suppressed`)
  }
  return problems
}

function findValueProblems(
  token: Token,
  name: string,
  value: unknown,
  isVersion1: boolean,
): readonly string[] {
  if (isVersion1) return isText(value) ? [] : [`${token}: ${name} is no string, as version 1 wants`]
  if (isSimple(value)) return []
  if (token === 'id' && simpleInIdToken.has(name)) return [`id: ${name} takes no list and no object`]
  if (Array.isArray(value))
    return value.every(isSimple) ? [] : [`${token}: ${name} lists more than simple values`]
  return isObject(value) && isWellFormed(value) ? [] : [`${token}: ${name} is no claim value`]
}

function findScopeProblems(scopes: unknown, isAdded: boolean): readonly string[] {
  if (scopes === undefined) return []
  if (!isTextList(scopes)) return ['access: scopes are no list of text']
  return scopes.flatMap((scope) => {
    if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) return ['access: a scope has blanks or odd characters']
    return isAdded && scope.startsWith('aws.cognito') ? ['access: a scope of Cognito itself is added'] : []
  })
}

/** An object without lists takes all groups away; that must be said with an empty list. */
function findGroupProblems(override: unknown): readonly string[] {
  if (override === undefined) return []
  if (!isObject(override)) return ['groups: the override is no object']
  const { groupsToOverride, iamRolesToOverride, preferredRole, ...unknown } = override
  const problems = Object.keys(unknown).map((name) => `groups: ${name} is unknown`)
  if (!isTextList(groupsToOverride) || groupsToOverride.some((name) => name === '' || /\s/.test(name)))
    problems.push('groups: groupsToOverride is no list of names')
  if (!isTextList(iamRolesToOverride)) problems.push('groups: iamRolesToOverride is no list of text')
  if (preferredRole !== undefined && !isText(preferredRole)) problems.push('groups: preferredRole is no text')
  return problems
}

/** What Cognito has itself is counted high. */
function countClaims(event: RawObject, details: RawObject): number {
  const request = readObject(own(event, 'request'))
  const ownClaims = Object.keys(readObject(own(request, 'userAttributes'))).length + 40
  const blocks = [details, own(details, 'idTokenGeneration'), own(details, 'accessTokenGeneration')].map(
    readObject,
  )
  const added = blocks.map(
    (block) =>
      Object.keys(readObject(own(block, 'claimsToAddOrOverride'))).length +
      readList(own(block, 'scopesToAdd')).length,
  )
  return added.reduce((sum, count) => sum + count, ownClaims + readList(own(request, 'scopes')).length)
}

function isReserved(token: Token, name: string): boolean {
  return reserved[token].has(name) || name.startsWith('cognito:')
}

function isSimple(value: unknown): boolean {
  return isText(value) || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed()
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isWellFormed(value: unknown): boolean {
  if (value === null || isSimple(value)) return true
  return (
    typeof value === 'object' &&
    Object.entries(value).every(([name, entry]) => name.isWellFormed() && isWellFormed(entry))
  )
}

function readObject(value: unknown): RawObject {
  return isObject(value) ? value : {}
}

function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function serialize(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
