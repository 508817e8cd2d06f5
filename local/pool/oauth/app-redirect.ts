/** Sends the browser back to the app's `redirect_uri`. */
import type { Context as HttpContext } from 'hono'
import type { AppError } from './authorize-request.ts'

export function redirectWithCode(
  http: HttpContext,
  target: { readonly redirectUri: string; readonly state: string | undefined },
  code: string,
): Response {
  return redirect(http, target.redirectUri, [
    ['code', code],
    ['state', target.state],
  ])
}

/** With an error, in the order of parameters that users see from AWS. */
export function redirectWithError(http: HttpContext, error: AppError): Response {
  return redirect(http, error.redirectUri, [
    ['error_description', error.description],
    ['state', error.state],
    ['error', error.error],
  ])
}

function redirect(
  http: HttpContext,
  redirectUri: string,
  parameters: readonly (readonly [string, string | undefined])[],
): Response {
  const url = new URL(redirectUri)
  for (const [name, value] of parameters) if (value !== undefined) url.searchParams.append(name, value)
  http.header('cache-control', 'no-store')
  http.header('referrer-policy', 'same-origin')
  return http.redirect(url.href)
}
