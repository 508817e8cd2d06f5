/** A browser of Node's in front of the front door of a local stack: it keeps cookies, and sends what a page would. */
import { readStrings } from '../../../triggers/core/json.ts'

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

export interface Visitor {
  readonly jar: Map<string, string>
  post(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Told>
  get(path: string): Promise<Told>
}

/** `address` is the door's own, and so the origin of its pages. */
export function visit(address: string): Visitor {
  const jar = new Map<string, string>()
  const ask = async (method: string, path: string, more: Readonly<Record<string, string>>, body?: string) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { origin: address, 'x-front-door': '1', ...(cookie === '' ? {} : { cookie }), ...more }
    const response = await fetch(address + path, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
    for (const line of readStrings(response.headers.getSetCookie())) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (line.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const read: Told['body'] = isJson ? JSON.parse(text) : {}
    return { status: response.status, headers: response.headers, body: read }
  }
  return {
    jar,
    post: (path, body = {}, headers = {}) =>
      ask('POST', path, { 'content-type': 'application/json', ...headers }, JSON.stringify(body)),
    get: (path) => ask('GET', path, {}),
  }
}
