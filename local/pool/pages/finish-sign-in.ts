/** Ends a sign-in in a browser: starts the session, and sends the code to the app. */
import type { Context as HttpContext } from 'hono'
import { notAuthorized, PoolError, userNotFound } from '../errors.ts'
import { ProviderRefusal } from '../federation/provider-refusal.ts'
import { decideClaims } from '../tokens/issue-tokens.ts'
import { redirectWithCode, redirectWithError } from '../oauth/app-redirect.ts'
import type { AuthorizeRequest } from '../oauth/authorize-request.ts'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { rememberBrowser, readBrowser } from './browser-cookie.ts'
import type { SignedIn } from './browsers.ts'

/** @throws PoolError when the user is disabled or the pre token generation trigger fails. The person is not signed in
 * then. */
export async function finishSignIn(
  http: HttpContext,
  login: ManagedLogin,
  request: AuthorizeRequest,
  signedIn: SignedIn,
): Promise<Response> {
  const context = makeContext(login, http.req.path)
  const { settings } = request.client
  const user = context.users.bySub(signedIn.sub)
  if (user === undefined) throw userNotFound()
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  const session = context.sessions.start({
    sub: user.sub,
    clientId: settings.clientId,
    scopes: request.scopes,
    authTimeMs: signedIn.authTimeMs,
    expiresAtMs: context.clock() + settings.refreshValidityS * 1_000,
  })
  const claims =
    login.switches.preTokenAt === 'sign-in'
      ? await decideClaims(context, {
          user,
          client: settings,
          session,
          source: 'TokenGeneration_HostedAuth',
          clientMetadata: undefined,
        })
      : undefined
  const { codeChallenge, nonce, redirectUri } = request
  const code = login.codes.issue({
    clientId: settings.clientId,
    redirectUri,
    session,
    codeChallenge,
    nonce,
    claims,
  })
  const browser = readBrowser(http, login.browsers)
  if (browser?.signedIn !== signedIn)
    rememberBrowser(http, login.browsers.replace(browser?.id, { signedIn, unconfirmedSub: undefined }))

  return redirectWithCode(http, request, code)
}

/** Does the work. The app gets a refusal by a provider, a trigger or the pool, in AWS's words. */
export async function tellAppOnRefusal(
  http: HttpContext,
  request: Pick<AuthorizeRequest, 'redirectUri' | 'state'>,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    const { redirectUri, state } = request
    if (error instanceof ProviderRefusal)
      return redirectWithError(http, { redirectUri, state, error: error.code, description: error.message })

    if (!(error instanceof PoolError)) throw error
    // AWS ends a trigger's sentence with a blank: https://github.com/aws-amplify/amplify-js/issues/14063
    const isTrigger = error.exceptionName.includes('Lambda')
    const description = isTrigger ? `${error.message} ` : error.message
    return redirectWithError(http, { redirectUri, state, error: 'invalid_request', description })
  }
}
