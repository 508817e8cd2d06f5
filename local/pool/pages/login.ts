/** `/login`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { ownProvider } from '../oauth/oauth-client.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { form as markForm, show, type Field } from './layout.ts'
import { withForm, withPage, type Page, type PostedPage } from './read-page.ts'
import { userNameField } from './user-name-field.ts'
import { verifyPassword } from './verify-password.ts'

export function showLogin(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return withPage(http, login, (page) => render(http, login, page, {}))
}

export function logIn(http: HttpContext, login: ManagedLogin): Promise<Response> {
  const act = async ({ request, browser, form }: PostedPage): Promise<Response> => {
    const { providers, settings } = request.client
    if (!providers.includes(ownProvider)) return render(http, login, { request, browser }, {})
    const context = makeContext(login, http.req.path)
    const typed = { username: form.get('username') ?? '', password: form.get('password') ?? '' }
    const user = await verifyPassword(context, settings, typed)
    if (user.status === 'UNCONFIRMED') {
      login.browsers.change(browser.id, { unconfirmedSub: user.sub })
      return http.redirect(`/confirmUser?${request.query}`)
    }
    const signedIn = { sub: user.sub, provider: ownProvider, authTimeMs: context.clock() }
    return finishSignIn(http, login, request, signedIn)
  }
  return withForm(http, login, act, (page, error) =>
    render(http, login, page, { username: page.form.get('username') ?? '', error }),
  )
}

function render(
  http: HttpContext,
  login: ManagedLogin,
  { request, browser }: Page,
  shown: { readonly username?: string; readonly error?: string },
): Response | Promise<Response> {
  const { providers } = request.client
  const external = providers.filter((name) => login.providers.has(name))
  const fields: readonly Field[] = [
    userNameField(login.pool.settings, shown.username ?? request.loginHint ?? ''),
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
  ]
  const parts = [
    ...(providers.includes(ownProvider)
      ? [
          markForm(`/login?${request.query}`, browser.csrfToken, fields, 'Sign in'),
          ...(login.pool.settings.isAdminCreateOnly
            ? []
            : [html`<p>New here? <a href="/signup?${request.query}">Create an account</a></p>`]),
        ]
      : []),
    ...(external.length === 0
      ? []
      : [
          html`<ul class="choices">
            ${external.map(
              (name) => html`<li><a href="${linkTo(request.query, name)}">Continue with ${name}</a></li>`,
            )}
          </ul>`,
        ]),
  ]
  if (parts.length > 0) return show(http, 'Sign in', shown.error, html`${parts}`)
  const advice = html`<p>Please contact an administrator.</p>`
  return show(http, 'Login pages unavailable', undefined, advice, true)
}

function linkTo(query: string, provider: string): string {
  const parameters = new URLSearchParams(query)
  parameters.set('identity_provider', provider)
  return `/oauth2/authorize?${parameters.toString()}`
}
