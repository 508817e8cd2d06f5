/** `/signup`: a person makes an account on the page. */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import { makeContext, type ManagedLogin } from '../oauth/managed-login.ts'
import { ownProvider } from '../oauth/oauth-client.ts'
import { SignUp } from '../operations/sign-up.ts'
import type { PoolSettings } from '../settings/pool-settings.ts'
import { makeSecretHash } from '../sign-in/secret-hash.ts'
import { listMissing } from '../users/attributes.ts'
import { finishSignIn } from './finish-sign-in.ts'
import { form as markForm, show, userNameField, type Field } from './layout.ts'
import { withForm, withPage, type Page, type PostedPage } from './read-page.ts'

export function showSignUp(http: HttpContext, login: ManagedLogin): Promise<Response> {
  return withPage(http, login, (page) =>
    page.request.client.providers.includes(ownProvider)
      ? render(http, login, page, new Map(), undefined)
      : http.redirect(`/login?${page.request.query}`),
  )
}

export function signUpByPage(http: HttpContext, login: ManagedLogin): Promise<Response> {
  const act = async ({ request, browser, form }: PostedPage): Promise<Response> => {
    const context = makeContext(login, http.req.path)
    const { settings, providers } = request.client
    if (!providers.includes(ownProvider)) return http.redirect(`/login?${request.query}`)
    const username = form.get('username') ?? ''
    const output = await SignUp.run(context, {
      ClientId: settings.clientId,
      SecretHash: makeSecretHash(settings, username),
      Username: username,
      Password: form.get('password') ?? '',
      UserAttributes: attributeFields(login.pool.settings).flatMap(({ name }) => {
        const value = form.get(name)
        return value === undefined ? [] : [{ Name: name, Value: value }]
      }),
    })
    if (!output.UserConfirmed) {
      login.browsers.change(browser.id, { unconfirmedSub: output.UserSub })
      return http.redirect(`/confirmUser?${request.query}`)
    }
    const signedIn = { sub: output.UserSub, provider: ownProvider, authTimeMs: context.clock() }
    return finishSignIn(http, login, request, signedIn)
  }
  return withForm(http, login, act, (page, error) => render(http, login, page, page.form, error))
}

function render(
  http: HttpContext,
  login: ManagedLogin,
  { request, browser }: Page,
  typed: ReadonlyMap<string, string>,
  error: string | undefined,
): Response | Promise<Response> {
  const { settings } = login.pool
  const fields: readonly Field[] = [
    userNameField(settings, typed.get('username') ?? ''),
    ...attributeFields(settings).map((field) => ({ ...field, value: typed.get(field.name) ?? '' })),
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password' },
  ]
  return show(
    http,
    'Create an account',
    error,
    html`${markForm(`/signup?${request.query}`, browser.csrfToken, fields, 'Sign up')}
      <p>Have an account already? <a href="/login?${request.query}">Sign in</a></p>`,
  )
}

/** What the pool requires or verifies and the user name does not already give. */
function attributeFields(settings: PoolSettings): readonly Field[] {
  const given: readonly string[] = settings.usernameAttributes
  const wanted = new Set([...listMissing(new Map(), settings.schema), ...settings.autoVerified])
  return [...wanted]
    .filter((name) => !given.includes(name))
    .map((name) => ({ name, label: labelOf(name), ...inputOf(name) }))
}

function inputOf(name: string): Pick<Field, 'type' | 'autocomplete'> {
  switch (name) {
    case 'email':
      return { type: 'email', autocomplete: 'email' }
    case 'phone_number':
      return { type: 'tel', autocomplete: 'tel' }
    case 'birthdate':
      return { type: 'date', autocomplete: 'bday' }
    case 'name':
      return { type: 'text', autocomplete: 'name' }
    default:
      return { type: 'text', autocomplete: 'off' }
  }
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
