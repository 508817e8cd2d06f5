/** The sign-in page of an identity provider on this machine: it takes everybody's word for who they are. */
import { html } from 'hono/html'
import { layout } from '../pool/pages/layout.ts'
import type { PersonClaims } from './person-claims.ts'

/** What the form adds to the authorization request. */
const fieldPrefix = 'person.'

/** Asks who signs in at `provider`, and goes on to `authorizePath` with the parameters of the request. */
export async function renderSignInPage(
  provider: string,
  request: URLSearchParams,
  person: PersonClaims,
  authorizePath: string,
): Promise<string> {
  const refusal = new URL(request.get('redirect_uri') ?? 'about:blank')
  refusal.searchParams.set('error', 'access_denied')
  refusal.searchParams.set('state', request.get('state') ?? '')
  const field = (name: string, label: string, type: string, value: string | undefined) =>
    html`<label for="${name}">${label}</label>
      <input id="${name}" name="${fieldPrefix}${name}" type="${type}" value="${value ?? ''}" />`
  const content = html`<p>This page stands in for ${provider}. Be whoever you like.</p>
    <form method="get" action="${authorizePath}">
      ${[...request].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      ${field('sub', 'Subject, which stays the same for a person', 'text', person.sub)}
      ${field('email', 'E-mail', 'email', person.email)}
      <label>
        <input
          type="checkbox"
          name="${fieldPrefix}email_verified"
          value="true"
          ${person.email_verified === true ? 'checked' : ''}
        />
        ${provider} says that the e-mail is verified
      </label>
      ${field('name', 'Name', 'text', person.name)}
      <button type="submit">Sign in</button>
    </form>
    <p><a href="${refusal.href}">Cancel</a></p>`
  return String(await layout(`Sign in at ${provider}`, undefined, content))
}

/** The person in the form; undefined when the request did not come from the form. An empty field is not a claim. */
export function readChosenPerson(request: URLSearchParams): PersonClaims | undefined {
  const sub = request.get(`${fieldPrefix}sub`)?.trim()
  if (sub === undefined || sub === '') return undefined
  const [email, name] = ['email', 'name'].map((field) => request.get(fieldPrefix + field)?.trim() ?? '')
  return {
    sub,
    ...(email === '' ? {} : { email, email_verified: request.has(`${fieldPrefix}email_verified`) }),
    ...(name === '' ? {} : { name }),
  }
}
