/** Makes the tokens that Cognito would make of an event and an answer, to weigh them. */
import { generateKeyPair, SignJWT } from 'jose'
import { isObject, own, type RawObject, readStrings } from '../../../triggers/core/json.ts'

export interface MadeTokens {
  readonly id: string
  readonly access: string
}

const { privateKey } = await generateKeyPair('RS256')
const keyId = `${'k'.repeat(43)}=`
/** Of RS256 with a key of 2,048 bits. */
const signatureLength = 342
const uuid = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'

/** `isRich` has what only some flows bring: nonce, access token hash, device key, `version`. */
export async function makeTokens(
  event: RawObject,
  response: RawObject,
  isRich: boolean,
): Promise<MadeTokens> {
  const [id, access] = buildClaims(event, response, isRich)
  const sign = (claims: RawObject): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ kid: keyId, alg: 'RS256' }).sign(privateKey)
  return { id: await sign(id), access: await sign(access) }
}

/** The lengths of the tokens, without signing them. */
export function measureTokens(
  event: RawObject,
  response: RawObject,
): { readonly id: number; readonly access: number } {
  const header = { kid: keyId, alg: 'RS256' }
  const [id, access] = buildClaims(event, response, true).map(
    (claims) => [header, claims].map(encode).join('.').length + 1 + signatureLength,
  )
  return { id: id ?? 0, access: access ?? 0 }
}

function buildClaims(
  event: RawObject,
  response: RawObject,
  isRich: boolean,
): readonly [RawObject, RawObject] {
  const request = read(event, 'request')
  const attributes = Object.entries(read(request, 'userAttributes')).flatMap(([name, value]) =>
    name.startsWith('cognito:') || name === 'sub' ? [] : [[name, convert(name, String(value))]],
  )
  const version1 = read(response, 'claimsOverrideDetails')
  const later = read(response, 'claimsAndScopeOverrideDetails')
  const given = read(request, 'groupConfiguration')
  const override = own(version1, 'groupOverrideDetails') ?? own(later, 'groupOverrideDetails')
  const groups = isObject(override) ? override : given
  const names = readStrings(own(groups, 'groupsToOverride'))
  const roles = readStrings(own(groups, 'iamRolesToOverride'))
  const preferredRole = own(groups, 'preferredRole')
  const clientId = own(read(event, 'callerContext'), 'clientId')
  const common = {
    sub: uuid,
    iss: `https://cognito-idp.${String(event['region'])}.amazonaws.com/${String(event['userPoolId'])}`,
    origin_jti: uuid,
    event_id: uuid,
    auth_time: 1_700_000_000,
    exp: 1_700_000_000,
    iat: 1_700_000_000,
    jti: uuid,
    ...(names.length > 0 ? { 'cognito:groups': names } : {}),
  }
  const generation = read(later, 'accessTokenGeneration')
  const suppressed = readStrings(own(generation, 'scopesToSuppress'))
  const scopes = new Set(
    [...readScopes(request), ...readStrings(own(generation, 'scopesToAdd'))].filter(
      (scope) => !suppressed.includes(scope),
    ),
  )
  const id = {
    ...common,
    ...Object.fromEntries(attributes),
    'cognito:username': event['userName'],
    ...(roles.length > 0 ? { 'cognito:roles': roles } : {}),
    ...(typeof preferredRole === 'string' ? { 'cognito:preferred_role': preferredRole } : {}),
    aud: clientId,
    token_use: 'id',
    ...(isRich ? { nonce: 'n'.repeat(64), at_hash: 'h'.repeat(22) } : {}),
  }
  const access = {
    ...common,
    client_id: clientId,
    username: event['userName'],
    scope: [...scopes].join(' '),
    token_use: 'access',
    ...(isRich ? { version: 2, device_key: `eu-west-1_${uuid}` } : {}),
  }
  const idBlock =
    own(response, 'claimsOverrideDetails') === undefined ? read(later, 'idTokenGeneration') : version1
  return [merge(id, idBlock), merge(access, generation)]
}

/** Version 1 sends no scopes; a token has them all the same. */
function readScopes(request: RawObject): readonly string[] {
  return Object.hasOwn(request, 'scopes')
    ? readStrings(request['scopes'])
    : ['aws.cognito.signin.user.admin', 'openid', 'profile', 'email']
}

function merge(claims: RawObject, block: RawObject): RawObject {
  const suppressed = new Set(readStrings(own(block, 'claimsToSuppress')))
  if (suppressed.has('cognito:groups'))
    ['cognito:roles', 'cognito:preferred_role'].forEach((name) => suppressed.add(name))
  return Object.fromEntries(
    Object.entries({ ...claims, ...read(block, 'claimsToAddOrOverride') }).filter(
      ([name]) => !suppressed.has(name),
    ),
  )
}

function convert(name: string, value: string): unknown {
  if (name === 'identities' && value.startsWith('[{"')) return JSON.parse(value)
  if (name.endsWith('_verified')) return value === 'true'
  return name === 'address' ? { formatted: value } : value
}

function read(object: RawObject, name: string): RawObject {
  const value = own(object, name)
  return isObject(value) ? value : {}
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
