/** What the tokens of the suite carry. Printed by `cts claims types`: print it again when the suite changes. */

/** Claims of the access token. Any may be missing. */
export interface AccessTokenClaims {
  readonly sub?: string
  readonly iss?: string
  readonly token_use?: string
  readonly auth_time?: number
  readonly exp?: number
  readonly iat?: number
  readonly jti?: string
  readonly origin_jti?: string
  readonly event_id?: string
  readonly 'cognito:groups'?: readonly string[]
  readonly client_id?: string
  readonly username?: string
  readonly scope?: string
  readonly aud?: string
  readonly device_key?: string
  readonly version?: number
  readonly permissions?: readonly string[]
  readonly roles?: readonly string[]
  readonly tenant?: string
  readonly tenant_roles?: readonly string[]
  readonly tenant_permissions?: readonly string[]
  readonly plan?: string
  readonly seats?: number
  readonly suspended?: boolean
  readonly readOnly?: boolean
  readonly profile_incomplete?: boolean
  readonly profile_missing?: readonly string[]
  readonly 'own:stage'?: string
  readonly beta?: boolean
  readonly level?: number
  readonly 'own:region'?: string
}

/** The same, for `createGuard` and `readClaims`. */
export const accessTokenClaims = {
  sub: 'string',
  iss: 'string',
  token_use: 'string',
  auth_time: 'integer',
  exp: 'integer',
  iat: 'integer',
  jti: 'string',
  origin_jti: 'string',
  event_id: 'string',
  'cognito:groups': 'list',
  client_id: 'string',
  username: 'string',
  scope: 'string',
  aud: 'string',
  device_key: 'string',
  version: 'integer',
  permissions: 'list',
  roles: 'list',
  tenant: 'string',
  tenant_roles: 'list',
  tenant_permissions: 'list',
  plan: 'string',
  seats: 'integer',
  suspended: 'restrictive',
  readOnly: 'partial',
  profile_incomplete: 'boolean',
  profile_missing: 'list',
  'own:stage': 'string',
  beta: 'boolean',
  level: 'integer',
  'own:region': 'string',
} as const

/** Claims of the ID token. Any may be missing. */
export interface IdTokenClaims {
  readonly sub?: string
  readonly iss?: string
  readonly token_use?: string
  readonly auth_time?: number
  readonly exp?: number
  readonly iat?: number
  readonly jti?: string
  readonly origin_jti?: string
  readonly event_id?: string
  readonly 'cognito:groups'?: readonly string[]
  readonly aud?: string
  readonly nonce?: string
  readonly at_hash?: string
  readonly 'cognito:username'?: string
  readonly 'cognito:roles'?: readonly string[]
  readonly 'cognito:preferred_role'?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly phone_number?: string
  readonly phone_number_verified?: boolean
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly preferred_username?: string
  readonly locale?: string
  readonly permissions?: readonly string[]
  readonly roles?: readonly string[]
  readonly tenant?: string
  readonly tenant_roles?: readonly string[]
  readonly tenant_permissions?: readonly string[]
  readonly plan?: string
  readonly seats?: number
  readonly suspended?: boolean
  readonly readOnly?: boolean
  readonly teams?: readonly string[]
  readonly profile_incomplete?: boolean
  readonly profile_missing?: readonly string[]
}

/** The same, for `createGuard` and `readClaims`. */
export const idTokenClaims = {
  sub: 'string',
  iss: 'string',
  token_use: 'string',
  auth_time: 'integer',
  exp: 'integer',
  iat: 'integer',
  jti: 'string',
  origin_jti: 'string',
  event_id: 'string',
  'cognito:groups': 'list',
  aud: 'string',
  nonce: 'string',
  at_hash: 'string',
  'cognito:username': 'string',
  'cognito:roles': 'list',
  'cognito:preferred_role': 'string',
  email: 'string',
  email_verified: 'boolean',
  phone_number: 'string',
  phone_number_verified: 'boolean',
  name: 'string',
  given_name: 'string',
  family_name: 'string',
  preferred_username: 'string',
  locale: 'string',
  permissions: 'list',
  roles: 'list',
  tenant: 'string',
  tenant_roles: 'list',
  tenant_permissions: 'list',
  plan: 'string',
  seats: 'integer',
  suspended: 'restrictive',
  readOnly: 'partial',
  teams: 'list',
  profile_incomplete: 'boolean',
  profile_missing: 'list',
} as const
