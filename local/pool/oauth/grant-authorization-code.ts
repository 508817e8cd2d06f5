/** The grant `authorization_code`: trades a code for tokens, once. */
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import { decideClaims } from '../tokens/issue-tokens.ts'
import type { Session } from '../sign-in/sessions.ts'
import type { User } from '../users/users.ts'
import { makeHostedTokens, type TokenAnswer } from './hosted-tokens.ts'
import type { CodeGrant } from './authorization-codes.ts'
import type { ManagedLogin } from './managed-login.ts'
import type { OAuthClient } from './oauth-client.ts'
import { OAuthError } from './oauth-error.ts'

/** @throws OAuthError; PoolError when the session has ended or the trigger fails. */
export async function grantByCode(
  login: ManagedLogin,
  context: Context,
  client: OAuthClient,
  form: ReadonlyMap<string, string>,
): Promise<TokenAnswer> {
  if (!client.flows.includes('code')) throw new OAuthError('unauthorized_client')
  const code = demandParameter(form, 'code')
  const redirectUri = demandParameter(form, 'redirect_uri')
  // Users saw this code for a redirect_uri that is not registered: https://stackoverflow.com/q/50264679
  if (!client.callbackUrls.includes(redirectUri)) throw new OAuthError('unauthorized_client')
  const known = login.codes.find(code)
  if (known === undefined || known.grant.clientId !== client.settings.clientId)
    throw new OAuthError('invalid_grant')

  const { grant } = known
  if (known.refreshToken !== undefined) {
    // One of two clients that used the code has stolen it: RFC 6749 section 4.1.2.
    context.sessions.revoke(known.refreshToken)
    throw new OAuthError('invalid_grant')
  }
  // Marked as used before the first await, so that of two calls at once the second is the reuse.
  const refreshToken = context.sessions.issueRefreshToken(grant.session)
  login.codes.spend(code, refreshToken)
  // Refuses a session that a global sign-out has ended since.
  context.sessions.read(refreshToken, grant.clientId)
  if (grant.redirectUri !== redirectUri) throw new OAuthError('invalid_grant')
  checkVerifier(grant, form.get('code_verifier'))

  const user = demandSessionUser(context, grant.session)
  const claims =
    grant.claims ??
    (await decideClaims(context, {
      user,
      client: client.settings,
      session: grant.session,
      source: 'TokenGeneration_HostedAuth',
      clientMetadata: undefined,
    }))
  const { settings } = client
  const answer = await makeHostedTokens(context, {
    client: settings,
    session: grant.session,
    claims,
    nonce: grant.nonce,
  })
  return { ...answer, refresh_token: refreshToken }
}

/** @throws OAuthError `invalid_request`. */
export function demandParameter(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name)
  if (value === undefined || value === '') throw new OAuthError('invalid_request', `The ${name} is missing.`)
  return value
}

/** @throws OAuthError `invalid_grant` when the user is gone or disabled. */
export function demandSessionUser(context: Context, session: Session): User {
  const user = context.users.bySub(session.sub)
  if (user === undefined || !user.isEnabled) throw new OAuthError('invalid_grant')
  return user
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
function checkVerifier(grant: CodeGrant, verifier: string | undefined): void {
  if (grant.codeChallenge === undefined) {
    // A verifier without a challenge means that an attacker removed the challenge from the request: RFC 9700 section 4.8.2.
    if (verifier !== undefined) throw new OAuthError('invalid_grant', 'The code was asked for without PKCE.')
    return
  }
  if (verifier === undefined) throw new OAuthError('invalid_request', 'The code_verifier is missing.')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || challenge !== grant.codeChallenge)
    throw new OAuthError('invalid_grant')
}
