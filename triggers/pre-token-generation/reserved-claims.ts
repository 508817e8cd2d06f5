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

// Cognito takes `scope` only through the scope lists.
const inAccessToken = ['username', 'client_id', 'event_id', 'device_key', 'version', 'scope'] as const

/** In the access token Cognito takes it only as the app client's id. */
const audience = 'aud'

const groupsClaim = 'cognito:groups'

/** The suite itself sets it when it trimmed a token to fit its size budget. */
export const truncatedClaim = 'claims_truncated'

/** Names that are refused for a target, as a type, so that the compiler checks `suite.ts`. */
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

/** Whether Cognito, or the suite, reserves this claim of that token. All `cognito:` names are reserved, also groups,
 * which change only through the group override. `dev:` names are reserved and can only be suppressed. */
export function isReservedClaim(token: TokenName, name: string): boolean {
  return name.startsWith('cognito:') || name.startsWith('dev:') || reserved[token].has(name)
}

/** Whether the claim may have this value: the audience of an access token must be its app client. */
export function isOwnValue(name: string, value: unknown, clientId: string | undefined): boolean {
  return name !== audience || (clientId !== undefined && value === clientId)
}

/** @throws TypeError when the claims of one app client name another one as their audience. */
export function checkAudience(member: string, clientId: string, claims: object = {}): void {
  const value: unknown = Object.getOwnPropertyDescriptor(claims, audience)?.value
  if (value !== undefined && !isOwnValue(audience, value, clientId)) {
    throw new TypeError(
      `${member}: clients.${clientId}: the claim aud must be '${clientId}', the app client's id`,
    )
  }
}

/** Whether a trigger may remove the claim from that token. Of the reserved ones it may remove the groups, with the
 * roles, and `dev:` names. */
export function isSuppressible(token: TokenName, name: string): boolean {
  if (name === groupsClaim || name.startsWith('dev:')) return true
  return name !== audience && !isReservedClaim(token, name)
}

/** Claims of the ID token that cannot hold a list or an object. */
export const simpleIdClaims: ReadonlySet<string> = new Set([
  'phone_number_verified',
  'email_verified',
  'updated_at',
  'address',
])
