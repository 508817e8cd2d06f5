/** Reads what every page of the managed login starts from: the app's request and the browser. */
import type { Context as HttpContext } from 'hono'
import { redirectWithError } from '../oauth/app-redirect.ts'
import { readAuthorizeRequest, type AuthorizeRequest } from '../oauth/authorize-request.ts'
import type { ManagedLogin } from '../oauth/managed-login.ts'
import { openBrowser, readBrowser } from './browser-cookie.ts'
import type { Browser } from './browsers.ts'
import { policyFor, readPageForm } from './page-guard.ts'
import { redirectToProblem } from './problem-page.ts'

export interface Page {
  readonly request: AuthorizeRequest
  readonly browser: Browser
}
export type PostedPage = Page & { readonly form: ReadonlyMap<string, string> }

/** Runs `show` for a page that is opened with the parameters of a sign-in. */
export async function withPage(
  http: HttpContext,
  login: ManagedLogin,
  show: (page: Page) => Response | Promise<Response>,
): Promise<Response> {
  const reading = readAuthorizeRequest(new URL(http.req.url).searchParams, login.clients)
  switch (reading.kind) {
    case 'unanswerable':
      return redirectToProblem(http, reading.problem)
    case 'refused':
      return redirectWithError(http, reading.error)
    case 'accepted':
      http.header('content-security-policy', policyFor(reading.request.redirectUri))
      return show({ request: reading.request, browser: openBrowser(http, login.browsers) })
  }
}

/** Like `withPage`, for the form of such a page. The form of another site is not read. */
export function withForm(
  http: HttpContext,
  login: ManagedLogin,
  act: (page: PostedPage) => Promise<Response>,
): Promise<Response> {
  const known = readBrowser(http, login.browsers)
  return withPage(http, login, async ({ request }) => {
    const form = await readPageForm(http, known)
    if (known === undefined || form === undefined) return redirectToProblem(http, 'session_lost')
    return act({ request, browser: known, form })
  })
}
