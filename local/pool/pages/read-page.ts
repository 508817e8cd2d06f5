/** Reads what every page of the managed login starts from: the app's request and the browser. */
import type { Context as HttpContext } from 'hono'
import { PoolError } from '../errors.ts'
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

/** Runs `accept` for a request of an app that may be answered. */
export async function withRequest(
  http: HttpContext,
  login: ManagedLogin,
  accept: (request: AuthorizeRequest) => Response | Promise<Response>,
): Promise<Response> {
  const reading = readAuthorizeRequest(new URL(http.req.url).searchParams, login.clients)
  switch (reading.kind) {
    case 'unanswerable':
      return redirectToProblem(http, reading.problem)
    case 'refused':
      return redirectWithError(http, reading.error)
    case 'accepted':
      return accept(reading.request)
  }
}

/** Runs `show` for a page that is opened with the parameters of a sign-in. */
export function withPage(
  http: HttpContext,
  login: ManagedLogin,
  show: (page: Page) => Response | Promise<Response>,
): Promise<Response> {
  return withRequest(http, login, (request) => {
    http.header('content-security-policy', policyFor(request.redirectUri))
    return show({ request, browser: openBrowser(http, login.browsers) })
  })
}

/** Like `withPage`, for the form of such a page. The form of another site is not read. `refuse` gets the text of a
 * PoolError. */
export function withForm(
  http: HttpContext,
  login: ManagedLogin,
  act: (page: PostedPage) => Promise<Response>,
  refuse: (page: PostedPage, error: string) => Response | Promise<Response>,
): Promise<Response> {
  const known = readBrowser(http, login.browsers)
  return withPage(http, login, async ({ request }) => {
    const form = await readPageForm(http, known)
    if (known === undefined || form === undefined) return redirectToProblem(http, 'session_lost')
    const page = { request, browser: known, form }
    return act(page).catch((error: unknown) => {
      if (!(error instanceof PoolError)) throw error
      return refuse(page, error.message)
    })
  })
}
