/** `/confirmUser`: a person who signed up types the code, or asks for another one. */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { ownProvider } from '../oauth/oauth-client.ts'
import { ConfirmSignUp, ResendConfirmationCode } from '../operations/sign-up.ts'
import { makeSecretHash } from '../sign-in/secret-hash.ts'
import type { User } from '../users/users.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { form as markForm, show } from './layout.ts'
import { withForm, withPage, type Page, type PostedPage } from './read-page.ts'

export function showConfirmUser(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return withPage(http, login, (page) =>
    findUnconfirmed(login, page) === undefined
      ? http.redirect(`/login?${page.request.query}`)
      : render(http, page, undefined),
  )
}

export function confirmUser(http: HttpContext, login: ManagedLogin): Promise<Response> {
  const act = async (page: PostedPage): Promise<Response> => {
    const { request, form } = page
    const user = findUnconfirmed(login, page)
    if (user === undefined) return http.redirect(`/login?${request.query}`)
    const context = makeContext(login, http.req.path)
    const { settings } = request.client
    const named = {
      ClientId: settings.clientId,
      SecretHash: makeSecretHash(settings, user.username),
      Username: user.username,
    }
    if (form.has('resend')) {
      await ResendConfirmationCode.run(context, named)
      return render(http, page, undefined)
    }
    await ConfirmSignUp.run(context, { ...named, ConfirmationCode: (form.get('code') ?? '').trim() })
    const signedIn = { sub: user.sub, provider: ownProvider, authTimeMs: context.clock() }
    return finishSignIn(http, login, request, signedIn)
  }
  return withForm(http, login, act, (page, error) => render(http, page, error))
}

/** The person who proved a password in this browser, where the client supports users of the pool. */
function findUnconfirmed(login: ManagedLogin, { browser, request }: Page): User | undefined {
  if (!request.client.providers.includes(ownProvider)) return undefined
  return browser.unconfirmedSub === undefined ? undefined : login.pool.users.bySub(browser.unconfirmedSub)
}

function render(
  http: HttpContext,
  { request, browser }: Page,
  error: string | undefined,
): Response | Promise<Response> {
  const action = `/confirmUser?${request.query}`
  const field = {
    name: 'code',
    label: 'Verification code',
    type: 'text',
    autocomplete: 'one-time-code',
  } as const
  return show(
    http,
    'Confirm your account',
    error,
    html`<p>Enter the code we sent you.</p>
      ${markForm(action, browser.csrfToken, [field], 'Confirm')}
      <form method="post" action="${action}">
        <input type="hidden" name="_csrf" value="${browser.csrfToken}" />
        <input type="hidden" name="resend" value="yes" />
        <button type="submit">Send a new code</button>
      </form>
      <p><a href="/login?${request.query}">Back to sign-in</a></p>`,
  )
}
