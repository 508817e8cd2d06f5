/** `/error`: problems that an app must not get. */
import type { Context as HttpContext } from 'hono'
import { html } from 'hono/html'
import type { PageProblem } from '../oauth/authorize-request.ts'
import { show } from './layout.ts'

const texts: { readonly [P in PageProblem]: string } = {
  invalid_request: 'The request is not one this page can read; go back to the app and try again.',
  client_unknown: 'The client_id is not that of an app client of this user pool.',
  redirect_uri_missing: "Required String parameter 'redirect_uri' is not present",
  redirect_mismatch:
    'The address to return to is not registered with the app client, character by character.',
  session_lost:
    'This sign-in was not begun in this browser, or it took too long; go back to the app and try again.',
}

export function redirectToProblem(http: HttpContext, problem: PageProblem): Response {
  http.header('cache-control', 'no-store')
  return http.redirect(`/error?error=${problem}`)
}

/** Shows only our own texts, so that a link cannot put words on this page. */
export function showProblem(http: HttpContext): Response | Promise<Response> {
  const asked = http.req.query('error') ?? ''
  const [, text] = Object.entries(texts).find(([problem]) => problem === asked) ?? []
  return show(
    http,
    'Sign-in is not possible',
    undefined,
    html`<p>An error was encountered with the requested page.</p>
      <p>${text ?? texts.invalid_request}</p>`,
    true,
  )
}
