/** `/oauth2/idpresponse`: where an identity provider sends the browser back to. */
import type { Context as HttpContext } from 'hono'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { readBrowser } from '../pages/browser-cookie.ts'
import { finishSignIn, tellAppOnRefusal } from '../pages/finish-sign-in.ts'
import { redirectToProblem } from '../pages/problem-page.ts'
import { fetchClaims } from './provider-client.ts'
import { signInPerson } from './sign-in-person.ts'

export async function answerIdpResponse(http: HttpContext, login: ManagedLogin): Promise<Response> {
  const currentUrl = new URL(http.req.url)
  const state = currentUrl.searchParams.get('state') ?? ''
  const browser = readBrowser(http, login.browsers)
  const pending = browser?.federations.get(state)
  const provider = login.providers.get(pending?.providerName ?? '')
  // Only the browser that was sent to the provider may come back, and once.
  if (browser === undefined || pending === undefined || provider === undefined)
    return redirectToProblem(http, 'session_lost')

  login.browsers.change(browser.id, {
    federations: new Map([...browser.federations].filter(([each]) => each !== state)),
  })
  const { request, nonce, codeVerifier } = pending
  return tellAppOnRefusal(http, request, async () => {
    const claims = await fetchClaims(provider, currentUrl, { state, nonce, codeVerifier })
    const context = makeContext(login, http.req.path)
    const user = await signInPerson(login, context, { provider, claims, client: request.client.settings })
    const signedIn = { sub: user.sub, provider: provider.name, authTimeMs: context.clock() }
    return finishSignIn(http, login, request, signedIn)
  })
}
