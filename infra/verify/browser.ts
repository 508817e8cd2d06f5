/** A browser without scripts: cookies, redirects, and the form for a name and a password. */

export interface Page {
  readonly url: string
  readonly html: string
}

export interface Browser {
  /** Follows redirects until a page comes, or until the next address begins with `end`. */
  readonly open: (url: string, end: string) => Promise<Page>
  /** Fills in the page's form that asks for a password. */
  readonly signIn: (page: Page, username: string, password: string, end: string) => Promise<Page>
}

const maxRedirects = 20

export function openBrowser(signal: AbortSignal): Browser {
  const send = openCookieJars()

  const visit = async (start: string, end: string, form?: URLSearchParams): Promise<Page> => {
    let url = start
    let body = form
    for (let count = 0; count < maxRedirects; count += 1) {
      if (url.startsWith(end)) return { url, html: '' }
      const response = await send(url, { signal, ...(body !== undefined && { method: 'POST', body }) })
      const html = await response.text()
      const location = response.headers.get('location')
      if (location === null) return { url, html }
      url = new URL(location, url).href
      body = undefined
    }
    return { url, html: '' }
  }

  return {
    open: visit,
    signIn(page, username, password, end) {
      const form = readForms(page).find(({ inputs }) => inputs.has('password'))
      if (form === undefined) return Promise.resolve(page)
      const fields = new Map([...form.inputs, ['username', username], ['password', password]])
      return visit(form.action.href, end, new URLSearchParams([...fields]))
    },
  }
}

/** Sends requests without following redirects, with one jar of cookies for all ports of a host, as browsers have it. */
export function openCookieJars(
  jars = new Map<string, Map<string, string>>(),
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const { hostname } = new URL(url)
    const jar = jars.get(hostname) ?? new Map<string, string>()
    jars.set(hostname, jar)
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie)
    return response
  }
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(';')
  const at = pair.indexOf('=')
  if (attributes.some((each) => /^\s*max-age=0$/i.test(each))) jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), pair.slice(at + 1))
}

interface Form {
  readonly html: string
  readonly action: URL
  /** The inputs that have a name, with their values. */
  readonly inputs: ReadonlyMap<string, string>
}

export function readForms({ url, html }: Page): readonly Form[] {
  const read = (tag: string, name: string): string =>
    decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  return [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => ({
    html: form,
    action: new URL(read(form, 'action'), url),
    inputs: new Map(
      [...form.matchAll(/<input[\s\S]*?>/g)].flatMap(([input]): [string, string][] => {
        const name = read(input, 'name')
        return name === '' ? [] : [[name, read(input, 'value')]]
      }),
    ),
  }))
}

export function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
