/** Which claims and scopes a pre token generation trigger may change, and the strict reading of what it asks for. */
export type ClaimValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | readonly { readonly [key: string]: unknown }[]
  | { readonly [key: string]: unknown }

export interface TokenOverride {
  readonly add: ReadonlyMap<string, ClaimValue>
  readonly suppress: ReadonlySet<string>
}

export type TokenKind = 'id' | 'access'
export type ReservedClaims = 'drop' | 'reject'

export interface OverrideRules {
  readonly token: TokenKind
  /** V1_0 allows strings only. */
  readonly allowsOnlyStrings: boolean
  /** Where the value was found, for the reason of a refusal. */
  readonly path: string
  readonly reservedClaims: ReservedClaims
  readonly clientId: string
}

/** A trigger's answer that Cognito would not recognise; `message` names the place, never a value. */
export class UnrecognizableOutput extends Error {
  /** What the caller is told. */
  readonly told: string

  constructor(message: string, told = 'Unrecognizable lambda output') {
    super(message)
    this.told = told
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
const reservedInBoth = 'sub acr amr auth_time azp exp iat iss jti nbf nonce origin_jti token_use'.split(' ')
const reservedIn: { readonly [K in TokenKind]: ReadonlySet<string> } = {
  id: new Set([...reservedInBoth, 'identities', 'aud', 'at_hash']),
  access: new Set([...reservedInBoth, 'username', 'client_id', 'event_id', 'device_key', 'version', 'aud']),
}
const simpleOnly = new Set(['phone_number_verified', 'email_verified', 'updated_at', 'address'])

/** Reads `claimsToAddOrOverride` and `claimsToSuppress` of one token. @throws UnrecognizableOutput */
export function readTokenOverride(source: ReadonlyMap<string, unknown>, rules: OverrideRules): TokenOverride {
  const addPath = `${rules.path}.claimsToAddOrOverride`
  const suppressPath = `${rules.path}.claimsToSuppress`
  const suppress = readTextList(source.get('claimsToSuppress'), suppressPath).filter((name) =>
    isAllowed(isReserved(name, rules.token) && name !== 'cognito:groups', `${suppressPath}.${name}`, rules),
  )
  const add = [...readMap(source.get('claimsToAddOrOverride'), addPath)].filter(([name, value]) => {
    const isClientAudience = rules.token === 'access' && name === 'aud' && value === rules.clientId
    const isForbidden = !isClientAudience && (isReserved(name, rules.token) || name.startsWith('dev:'))
    return isAllowed(isForbidden, `${addPath}.${name}`, rules)
  })
  return {
    add: new Map(add.map(([name, value]) => [name, readClaim(value, name, `${addPath}.${name}`, rules)])),
    suppress: new Set(suppress),
  }
}

/** Reads scopes: non-empty strings without blanks. @throws UnrecognizableOutput */
export function readScopes(value: unknown, path: string): readonly string[] {
  const scopes = readTextList(value, path)
  if (scopes.some((scope) => scope === '' || /\s/.test(scope)))
    throw unrecognizable(path, 'has a blank in a scope')
  return scopes
}

/** An object's own entries; empty when absent. @throws UnrecognizableOutput */
export function readMap(value: unknown, path: string): ReadonlyMap<string, unknown> {
  if (value === undefined || value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) throw unrecognizable(path, 'must be an object')
  return new Map<string, unknown>(Object.entries(value))
}

export function readTextList(value: unknown, path: string): readonly string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw unrecognizable(path, 'must be a list of strings')
  return value.map((each: unknown) => {
    if (typeof each !== 'string') throw unrecognizable(path, 'must be a list of strings')
    return each
  })
}

export function unrecognizable(path: string, problem: string): UnrecognizableOutput {
  return new UnrecognizableOutput(`${path} ${problem}`)
}

function isReserved(name: string, token: TokenKind): boolean {
  return reservedIn[token].has(name) || name.startsWith('cognito:')
}

function isAllowed(isForbidden: boolean, path: string, rules: OverrideRules): boolean {
  if (isForbidden && rules.reservedClaims === 'reject') throw unrecognizable(path, 'is a reserved claim')
  return !isForbidden
}

function readClaim(value: unknown, name: string, path: string, rules: OverrideRules): ClaimValue {
  if (typeof value === 'string') return value
  if (rules.allowsOnlyStrings) throw unrecognizable(path, 'must be a string with LambdaVersion V1_0')
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (rules.token === 'id' && simpleOnly.has(name))
    throw unrecognizable(path, 'must not be a list or an object')
  if (Array.isArray(value)) return value.map((each: unknown) => readItem(each, path))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value))
  throw unrecognizable(path, 'must be a string, number, boolean, list or object')
}

function readItem(value: unknown, path: string): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw unrecognizable(path, 'must be a list of strings, numbers or booleans')
}
