/** `/logout`. @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
import type { Context as HttpContext } from 'hono'
import { closeBrowser } from '../pages/browser-cookie.ts'
import { redirectToProblem } from '../pages/problem-page.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import type { ManagedLogin } from './managed-login.ts'

/** Ends the browser's sign-in, then leaves for `logout_uri` or shows the sign-in page for `redirect_uri`. */
export function answerLogout(http: HttpContext, login: ManagedLogin): Response {
  const { searchParams } = new URL(http.req.url)
  closeBrowser(http, login.browsers)
  http.header('cache-control', 'no-store')
  const target = searchParams.get('logout_uri')
  if (target === null) {
    const reading = readAuthorizeRequest(searchParams, login.clients)
    if (reading.kind === 'accepted') return http.redirect(`/login?${reading.request.query}`)
    return redirectToProblem(http, reading.kind === 'refused' ? 'invalid_request' : reading.problem)
  }
  const client = login.clients.get(searchParams.get('client_id') ?? '')
  if (client === undefined) return redirectToProblem(http, 'client_unknown')
  const isRegistered = searchParams.getAll('logout_uri').length === 1 && client.logoutUrls.includes(target)
  return isRegistered ? http.redirect(target) : redirectToProblem(http, 'redirect_mismatch')
}
