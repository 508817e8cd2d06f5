/** A browser in front of a door: it keeps cookies as their attributes say, and speaks through an HTTP API or a balancer. */
import { own, ownNumber, readStrings, type RawObject } from '../../../../triggers/core/json.ts'
import { parse } from './fake-cognito.ts'
import { origin, type World } from './world.ts'

export type DoorKind = 'http-api' | 'http-api-1.0' | 'alb'

export interface Asked {
  readonly status: number
  readonly headers: RawObject
  readonly cookies: readonly string[]
  readonly body: RawObject
  readonly text: string
}

export interface Sent {
  readonly body?: object | string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Browser {
  readonly jar: Map<string, string>
  post(path: string, body?: object | string, headers?: Readonly<Record<string, string>>): Promise<Asked>
  get(path: string, sent?: Sent): Promise<Asked>
  send(method: string, path: string, sent: Sent): Promise<Asked>
  /** As `post`, without moving time: for several requests at once. */
  begin(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Asked>
}

export const scriptHeaders = { origin, 'x-front-door': '1', 'content-type': 'application/json' }

export function openBrowser(world: World, kind: DoorKind = 'http-api'): Browser {
  const jar = new Map<string, string>()
  const begin = async (method: string, path: string, { body = '', query = '', headers = {} }: Sent) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`)
    const event = makeEvent(kind, { method, path, query, headers, cookies, body: text })
    const asked = readAnswer(await world.call(event))
    for (const cookie of asked.cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (cookie.includes('Max-Age=0')) jar.delete(name)
      else jar.set(name, value)
    }
    return asked
  }
  const send = (method: string, path: string, sent: Sent) => world.run(begin(method, path, sent))
  const form = (body: object | string, headers: Readonly<Record<string, string>>): Sent => ({
    body,
    headers: { ...scriptHeaders, ...headers },
  })
  return {
    jar,
    send,
    begin: (path, body = {}, headers = {}) => begin('POST', path, form(body, headers)),
    post: (path, body = {}, headers = {}) => send('POST', path, form(body, headers)),
    get: (path, sent = {}) =>
      send('GET', path, { ...sent, headers: { 'x-front-door': '1', ...sent.headers } }),
  }
}

interface Made {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
  readonly body: string
}

export function makeEvent(kind: DoorKind, { method, path, query, headers, cookies, body }: Made): object {
  const lists = Object.fromEntries(
    Object.entries({ ...headers, ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }) }).map(
      ([name, value]) => [name, [value]],
    ),
  )
  const pairs = [...new URLSearchParams(query)]
  switch (kind) {
    case 'http-api':
      return {
        version: '2.0',
        rawPath: path,
        rawQueryString: query,
        headers,
        cookies,
        body,
        isBase64Encoded: false,
        requestContext: { stage: '$default', http: { method, path, sourceIp: '192.0.2.1' } },
      }
    case 'http-api-1.0':
      return {
        version: '1.0',
        httpMethod: method,
        path,
        headers,
        multiValueHeaders: lists,
        multiValueQueryStringParameters: Object.fromEntries(pairs.map(([name, value]) => [name, [value]])),
        body,
        isBase64Encoded: false,
        requestContext: { stage: '$default', identity: { sourceIp: '192.0.2.1' } },
      }
    case 'alb':
      return {
        requestContext: {
          elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/door/1' },
        },
        httpMethod: method,
        path,
        multiValueHeaders: lists,
        multiValueQueryStringParameters: Object.fromEntries(
          query === ''
            ? []
            : query.split('&').map((pair) => [pair.split('=')[0], [pair.split('=')[1] ?? '']]),
        ),
        body,
        isBase64Encoded: false,
      }
  }
}

function readAnswer(answer: object): Asked {
  const many = own(answer, 'multiValueHeaders')
  const headers = {
    ...Object.fromEntries(
      Object.entries(Object(many)).map(([name, values]) => [name, readStrings(values)[0]]),
    ),
    ...Object(own(answer, 'headers')),
  }
  const cookies = [...readStrings(own(answer, 'cookies')), ...readStrings(own(many, 'set-cookie'))]
  const text = String(own(answer, 'body'))
  const isJson = /json/.test(String(headers['content-type']))
  return {
    status: ownNumber(answer, 'statusCode') ?? 0,
    headers,
    cookies,
    text,
    body: isJson ? parse(text) : {},
  }
}
