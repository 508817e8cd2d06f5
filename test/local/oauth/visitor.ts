/** A browser for tests: keeps cookies, follows redirects as far as the app, and fills in forms. */
import { decode, openCookieJars, readForms } from '../../../infra/verify/browser.ts'

export interface Visit {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Where a redirect leads, absolute; undefined for a page. */
  readonly location: string | undefined
}

export interface Visitor {
  readonly get: (url: string) => Promise<Visit>
  /** Follows redirects until a page comes, or until the next address is not on this machine. */
  readonly follow: (url: string) => Promise<Visit>
  /** Sends the page's first form, or the one with this text in it, with the hidden fields and these. */
  readonly submit: (page: Visit, fields: Record<string, string>, which?: string) => Promise<Visit>
  readonly post: (url: string, body: string, headers?: Record<string, string>) => Promise<Visit>
  readonly cookies: Map<string, string>
}

export const callbackUrl = 'http://localhost:4000/callback'

export function createVisitor(): Visitor {
  const cookies = new Map<string, string>()
  const send = openCookieJars(new Map([['127.0.0.1', cookies]]))

  const request = async (url: string, init: RequestInit = {}): Promise<Visit> => {
    const response = await send(url, init)
    const location = response.headers.get('location')
    return {
      url,
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      location: location === null ? undefined : new URL(location, url).href,
    }
  }

  const followOn = async (visit: Visit): Promise<Visit> => {
    if (visit.location === undefined || !visit.location.startsWith('http://127.0.0.1:')) return visit
    return followOn(await request(visit.location))
  }

  const post = (url: string, body: string, headers: Record<string, string> = {}): Promise<Visit> =>
    request(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })

  return {
    cookies,
    get: (url) => request(url),
    follow: async (url) => followOn(await request(url)),
    submit: async (page, fields, which = '') => {
      const form = readForms(page).find(({ html }) => html.includes(which))
      if (form === undefined) throw new Error(`the page at ${page.url} has no such form`)
      const body = new URLSearchParams([...new Map([...form.inputs, ...Object.entries(fields)])])
      return followOn(await post(form.action.href, String(body), { origin: form.action.origin }))
    },
    post,
  }
}

/** What stands above the prompt; undefined when nothing does. */
export function problemOf(page: Visit): string | undefined {
  const text = /role="alert">([^<]*)</.exec(page.html)?.[1]
  return text === undefined ? undefined : decode(text)
}

/** The parameters with which the browser came back to the app; fails when it did not. */
export function backAtApp(visit: Visit): Record<string, string> {
  if (visit.location?.startsWith(callbackUrl) !== true)
    throw new Error(`the browser is at ${visit.url} with ${visit.status}, not at the app`)

  return Object.fromEntries(new URL(visit.location).searchParams)
}
