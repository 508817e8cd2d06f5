/** `/login`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import type { Context } from '../context.ts'
import { notAuthorized, passwordResetRequired, wrongUserOrPassword } from '../errors.ts'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { ownProvider } from '../oauth/oauth-client.ts'
import type { ClientSettings } from '../settings/client-settings.ts'
import { demandPassword } from '../sign-in/password-sign-in.ts'
import type { User } from '../users/users.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { form as markForm, show, userNameField, type Field } from './layout.ts'
import { withForm, withPage, type Page, type PostedPage } from './read-page.ts'

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

/**
 * The user, who may be UNCONFIRMED still. The pages need no `ExplicitAuthFlows`.
 * @throws PoolError as InitiateAuth declares.
 */
async function verifyPassword(
  context: Context,
  client: ClientSettings,
  typed: { readonly username: string; readonly password: string },
): Promise<User> {
  const user = await demandPassword(context, client, typed, () => undefined)
  if (!user.isEnabled) throw notAuthorized('User is disabled.')
  switch (user.status) {
    case 'RESET_REQUIRED':
      throw passwordResetRequired()
    case 'FORCE_CHANGE_PASSWORD':
      throw notAuthorized(
        'The page for a new password is not simulated; answer the challenge through the API.',
      )
    case 'EXTERNAL_PROVIDER':
      throw wrongUserOrPassword()
    case 'UNCONFIRMED':
    case 'CONFIRMED':
      return user
  }
}
