/** Which of a user's attributes OAuth scopes reveal, and the scopes that Cognito itself defines. */
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
