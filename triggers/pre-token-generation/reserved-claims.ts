/** The claims that no trigger may add, change or suppress, as types and at run time.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
import type { ClaimName, ClaimTarget, TokenName } from './claim.ts'

const inBothTokens = [
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
] as const

const inIdToken = ['identities', 'aud', 'at_hash'] as const

// Cognito takes `scope` through the scope lists alone.
const inAccessToken = ['username', 'client_id', 'event_id', 'device_key', 'version', 'scope'] as const

/** Cognito takes it in the access token as the app client's id alone. */
const audience = 'aud'

const groupsClaim = 'cognito:groups'

/** Set by the suite itself when a token was trimmed to fit its size budget. */
export const truncatedClaim = 'claims_truncated'

/** Names that are refused for a target, as a type: what is written in `suite.ts` is checked by the compiler. */
export type ReservedClaim<Target extends ClaimTarget> =
  | (typeof inBothTokens)[number]
  | typeof truncatedClaim
  | `cognito:${string}`
  | `dev:${string}`
  | ('id' extends TokenOf<Target> ? (typeof inIdToken)[number] : never)
  | ('access' extends TokenOf<Target> ? (typeof inAccessToken)[number] : never)

/** Maps every reserved key to `never`, so that a literal with such a key does not compile. */
export type WithoutReserved<Claims, Target extends ClaimTarget> = {
  readonly [Name in keyof Claims]: Name extends ReservedClaim<Target> ? never : Claims[Name]
}

/** A name, or `never` when it is reserved. */
export type FreeName<Name extends string, Target extends ClaimTarget> =
  Name extends ReservedClaim<Target> ? never : Name

/** Names to suppress, each `never` where Cognito keeps the claim. */
export type Suppressible<Names extends readonly ClaimName[]> = {
  readonly [Index in keyof Names]: SuppressibleName<Names[Index]>
}

type SuppressibleName<Name> = Name extends string
  ? FreeToGo<Name, 'both'>
  : Name extends {
        readonly name: infer Text extends string
        readonly target: infer Target extends ClaimTarget
      }
    ? { readonly name: FreeToGo<Text, Target>; readonly target: Target }
    : never

type FreeToGo<Name extends string, Target extends ClaimTarget> = Name extends
  | typeof groupsClaim
  | `dev:${string}`
  ? Name
  : Name extends typeof audience
    ? never
    : FreeName<Name, Target>

type TokenOf<Target extends ClaimTarget> = Target extends 'both' ? TokenName : Target

const reserved = {
  id: new Set<string>([...inBothTokens, ...inIdToken, truncatedClaim]),
  access: new Set<string>([...inBothTokens, ...inAccessToken, truncatedClaim]),
} as const

/** Whether Cognito, or the suite, keeps this claim of that token for itself. All `cognito:` names count, groups too:
 * those change through the group override; and `dev:` names, which can be suppressed only. */
export function isReservedClaim(token: TokenName, name: string): boolean {
  return name.startsWith('cognito:') || name.startsWith('dev:') || reserved[token].has(name)
}

/** Whether the claim may have this value: the audience of an access token is the app client that it is for. */
export function isOwnValue(name: string, value: unknown, clientId: string | undefined): boolean {
  return name !== audience || (clientId !== undefined && value === clientId)
}

/** @throws TypeError when the claims that one app client gets name another as their audience. */
export function checkAudience(member: string, clientId: string, claims: object = {}): void {
  const value: unknown = Object.getOwnPropertyDescriptor(claims, audience)?.value
  if (value !== undefined && !isOwnValue(audience, value, clientId)) {
    throw new TypeError(
      `${member}: clients.${clientId}: the claim aud must be '${clientId}', the app client's id`,
    )
  }
}

/** Whether a trigger may take the claim out of that token: of the reserved ones the groups, with which the roles go, and
 * what is under `dev:`. */
export function isSuppressible(token: TokenName, name: string): boolean {
  if (name === groupsClaim || name.startsWith('dev:')) return true
  return name !== audience && !isReservedClaim(token, name)
}

/** Claims of the ID token that hold no list and no object. */
export const simpleIdClaims: ReadonlySet<string> = new Set([
  'phone_number_verified',
  'email_verified',
  'updated_at',
  'address',
])
