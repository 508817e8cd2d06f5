/** `/oauth2/authorize`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { startFederation } from '../federation/start.ts'
import { chooseProvider } from '../federation/choose-provider.ts'
import { readBrowser } from '../pages/browser-cookie.ts'
import type { SignedIn } from '../pages/browsers.ts'
import { finishSignIn, tellAppOnRefusal } from '../pages/finish-sign-in.ts'
import { withRequest } from '../pages/read-page.ts'
import type { AuthorizeRequest } from './authorize-request.ts'
import { redirectWithError } from './app-redirect.ts'
import type { ManagedLogin } from './managed-login.ts'

export function answerAuthorize(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return withRequest(http, login, (request) => begin(http, login, request))
}

async function begin(http: HttpContext, login: ManagedLogin, request: AuthorizeRequest): Promise<Response> {
  const { prompt, redirectUri, state } = request
  const signedIn = findSignedIn(http, login, request)
  const choice = chooseProvider(login, request)
  if (choice.kind === 'unavailable') {
    const description = 'Login option is not available. Please try another one'
    return redirectWithError(http, { redirectUri, state, error: 'invalid_request', description })
  }
  if (signedIn !== undefined && (prompt === undefined || prompt === 'none'))
    return tellAppOnRefusal(http, request, () => finishSignIn(http, login, request, signedIn))

  if (prompt === 'none')
    return redirectWithError(http, { redirectUri, state, error: 'login_required', description: undefined })

  if (choice.kind === 'external') return startFederation(http, login, request, choice.provider)
  return http.redirect(`/login?${request.query}`)
}

/** The browser's own sign-in, when it is one that this client accepts. */
function findSignedIn(
  http: HttpContext,
  login: ManagedLogin,
  request: AuthorizeRequest,
): SignedIn | undefined {
  const signedIn = readBrowser(http, login.browsers)?.signedIn
  if (signedIn === undefined) return undefined
  const user = login.pool.users.bySub(signedIn.sub)
  const wanted = request.identityProvider ?? signedIn.provider
  const isAccepted = request.client.providers.includes(signedIn.provider) && wanted === signedIn.provider
  return user?.isEnabled === true && isAccepted ? signedIn : undefined
}
