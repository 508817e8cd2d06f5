/** Which scopes a trigger may add. */

/** Lets the holder of an access token read and change the user's own profile at the pool. */
export const adminScope = 'aws.cognito.signin.user.admin'

/** A scope as OAuth writes it, 1 to 256 characters.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
export function isScope(scope: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(scope)
}

/** A scope outside Cognito's own namespace, where `aws.cognito.signin.user.admin` opens the profile API. */
export function isGrantableScope(scope: string): boolean {
  return isScope(scope) && !scope.startsWith('aws.cognito')
}
