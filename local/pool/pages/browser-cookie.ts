/** The cookie by which the managed login recognises a browser. */
import type { Context as HttpContext } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Browser, Browsers } from './browsers.ts'

const cookieName = 'cognito'

export function readBrowser(http: HttpContext, browsers: Browsers): Browser | undefined {
  const id = getCookie(http, cookieName)
  return id === undefined ? undefined : browsers.find(id)
}

/** The browser of the request, or a new one that gets a cookie. */
export function openBrowser(http: HttpContext, browsers: Browsers): Browser {
  return readBrowser(http, browsers) ?? rememberBrowser(http, browsers.open())
}

/** Lax: a provider sends the person back by a link, which must carry the cookie; another site's form must not. */
export function rememberBrowser(http: HttpContext, browser: Browser): Browser {
  // Not Secure, as AWS's is: loopback is plain HTTP.
  setCookie(http, cookieName, browser.id, { httpOnly: true, sameSite: 'Lax', path: '/' })
  return browser
}

export function closeBrowser(http: HttpContext, browsers: Browsers): void {
  const id = getCookie(http, cookieName)
  if (id !== undefined) browsers.close(id)
  deleteCookie(http, cookieName, { path: '/' })
}
