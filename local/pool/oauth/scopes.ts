/** OAuth scopes: Cognito's own, what they reveal of a user, and which of them an app client may ask for. */
export const systemScopes: readonly string[] = [
  'openid',
  'email',
  'phone',
  'profile',
  'aws.cognito.signin.user.admin',
]

const attributesOfScope: ReadonlyMap<string, readonly string[]> = new Map([
  ['email', ['email', 'email_verified']],
  ['phone', ['phone_number', 'phone_number_verified']],
])

/**
 * Whether ID tokens and userInfo show the attribute. `openid` alone shows every attribute, as `profile` does. A
 * sign-in without `openid` came through the API, which has no such limits.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
 */
export function isInScope(attribute: string, scopes: readonly string[]): boolean {
  if (!scopes.includes('openid') || scopes.includes('profile')) return true
  const narrow = scopes.filter((scope) => attributesOfScope.has(scope))
  return narrow.length === 0 || narrow.some((scope) => attributesOfScope.get(scope)?.includes(attribute))
}

/** The `scope` parameter: every allowed scope when none is asked for; undefined when a scope is not allowed. */
export function readScopes(
  parameter: string | undefined,
  allowed: readonly string[],
): readonly string[] | undefined {
  const asked = [...new Set((parameter ?? '').split(' ').filter((scope) => scope !== ''))]
  if (asked.length === 0) return allowed
  return asked.every((scope) => allowed.includes(scope)) ? asked : undefined
}
