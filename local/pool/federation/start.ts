/** Sends the browser to an identity provider. */
import type { Context as HttpContext } from 'hono'
import { drawOpaque } from '../chance.ts'
import type { AuthorizeRequest } from '../oauth/authorize-request.ts'
import type { ManagedLogin } from '../oauth/managed-login.ts'
import { openBrowser } from '../pages/browser-cookie.ts'
import { tellAppOnRefusal } from '../pages/finish-sign-in.ts'
import type { ProviderSettings } from './identity-providers.ts'
import { makeProviderUrl } from './provider-client.ts'

export function startFederation(
  http: HttpContext,
  login: ManagedLogin,
  request: AuthorizeRequest,
  provider: ProviderSettings,
): Promise<Response> {
  return tellAppOnRefusal(http, request, async () => {
    const draw = (): string => drawOpaque(login.pool.random, 32)
    const checks = { state: draw(), nonce: draw(), codeVerifier: draw() }
    // The host under which the browser knows the pool, so that its cookie comes back with it.
    const redirectUri = new URL('/oauth2/idpresponse', http.req.url).href
    const { prompt, loginHint } = request
    const url = await makeProviderUrl(provider, {
      ...checks,
      redirectUri,
      extra: {
        ...(prompt === undefined ? {} : { prompt }),
        ...(loginHint === undefined ? {} : { login_hint: loginHint }),
      },
    })
    const browser = openBrowser(http, login.browsers)
    const { state, nonce, codeVerifier } = checks
    const pending = { providerName: provider.name, request, redirectUri, nonce, codeVerifier }
    login.browsers.change(browser.id, { federations: new Map([...browser.federations, [state, pending]]) })
    http.header('cache-control', 'no-store')
    return http.redirect(url.href)
  })
}
