/** What keeps other sites away from the managed login pages: headers, the Origin of a form, and its token. */
import type { Context as HttpContext } from 'hono'
import { createMiddleware } from 'hono/factory'
import { readForm } from '../oauth/form-body.ts'
import { isSame } from '../sign-in/secret-hash.ts'
import type { Browser } from './browsers.ts'

/** The pages run no script, are never stored, and cannot be framed. */
export const protectPages = createMiddleware(async (http, next) => {
  await next()
  const { headers } = http.res
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', policyFor(undefined))
  headers.set('cache-control', 'no-store')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-frame-options', 'DENY')
  // With no-referrer browsers send "Origin: null" with a form, and readPageForm would take it for a foreign one.
  headers.set('referrer-policy', 'same-origin')
})

/** Chromium applies form-action also to the redirect after a form, so that the app's own address is allowed. */
export function policyFor(redirectUri: string | undefined): string {
  const formTargets = ["'self'", ...(redirectUri === undefined ? [] : [sourceOf(redirectUri)])]
  return [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action ${formTargets.join(' ')}`,
  ].join('; ')
}

/** The fields of a form that one of our own pages sent from this browser; undefined for any other form. */
export async function readPageForm(
  http: HttpContext,
  browser: Browser | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  const form = await readForm(http)
  const origin = http.req.header('origin')
  const isForeign = origin !== undefined && origin !== new URL(http.req.url).origin
  if (browser === undefined || form === undefined || isForeign) return undefined
  return isSame(browser.csrfToken, form.get('_csrf') ?? '') ? form : undefined
}

function sourceOf(redirectUri: string): string {
  const { protocol, origin } = new URL(redirectUri)
  return protocol === 'http:' || protocol === 'https:' ? origin : protocol
}
