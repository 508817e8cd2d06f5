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
  const jars = new Map<string, Map<string, string>>()

  const visit = async (start: string, end: string, form?: URLSearchParams): Promise<Page> => {
    let url = start
    let body = form
    for (let count = 0; count < maxRedirects; count += 1) {
      if (url.startsWith(end)) return { url, html: '' }
      const { hostname } = new URL(url)
      const jar = jars.get(hostname) ?? new Map<string, string>()
      jars.set(hostname, jar)
      const response = await fetch(url, {
        signal,
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body !== undefined && { method: 'POST', body }),
      })
      for (const cookie of response.headers.getSetCookie()) keep(jar, cookie)
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
      const form = [...page.html.matchAll(/<form[\s\S]*?<\/form>/g)]
        .map(([each]) => each)
        .find((each) => readInputs(each).has('password'))
      if (form === undefined) return Promise.resolve(page)
      const fields = new Map([
        ...readInputs(form),
        ['username', username] as const,
        ['password', password] as const,
      ])
      const action = decode(/action="([^"]*)"/.exec(form)?.[1] ?? '')
      return visit(new URL(action, page.url).href, end, new URLSearchParams([...fields]))
    },
  }
}

function readInputs(form: string): ReadonlyMap<string, string> {
  const read = (input: string, name: string): string =>
    decode(new RegExp(`\\s${name}="([^"]*)"`).exec(input)?.[1] ?? '')
  return new Map(
    [...form.matchAll(/<input[\s\S]*?>/g)].flatMap(([input]): [string, string][] => {
      const name = read(input, 'name')
      return name === '' ? [] : [[name, read(input, 'value')]]
    }),
  )
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = '', ...attributes] = cookie.split(';')
  const at = pair.indexOf('=')
  if (attributes.some((each) => /^\s*max-age=0$/i.test(each))) jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), pair.slice(at + 1))
}

function decode(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
