/** The claims that no trigger may add, change or suppress.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */

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

const reserved = {
  id: new Set<string>([...inBothTokens, 'cognito:username', 'identities', 'aud', 'at_hash']),
  access: new Set<string>([
    ...inBothTokens,
    'username',
    'client_id',
    'event_id',
    'device_key',
    'version',
    // Cognito takes `aud` when it equals the app client's id, and `scope` through the scope lists alone.
    'aud',
    'scope',
  ]),
} as const

/** Whether Cognito keeps this claim of that token for itself. All `cognito:` names count, groups too: those change
 * through the group override; and `dev:` names, which can be suppressed only. */
export function isReservedClaim(token: 'id' | 'access', name: string): boolean {
  return name.startsWith('cognito:') || name.startsWith('dev:') || reserved[token].has(name)
}

/** Claims of the ID token that hold no list and no object. */
export const simpleIdClaims: ReadonlySet<string> = new Set([
  'phone_number_verified',
  'email_verified',
  'updated_at',
  'address',
])

/** A scope that Cognito accepts, and that does not reach into its own namespace: `aws.cognito.signin.user.admin`
 * gives the holder of the token the user's profile API.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
export function isGrantableScope(scope: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(scope) && !scope.startsWith('aws.cognito.')
}
