/** HTTP requests as API Gateway and Application Load Balancer hand them to a function, and answers as each takes them. */
import {
  isObject,
  own,
  ownText,
  type RawObject,
  readStrings,
} from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import { callers } from '../callers.ts'
import type { CallerEvent } from './handler.ts'

export type Door = 'http-api' | 'rest-api' | 'alb'

export interface HttpRequest extends CallerEvent {
  readonly source: Door
  /** The payload version of an HTTP API, `1.0` for a REST API, `alb` for a load balancer. */
  readonly version: '2.0' | '1.0' | 'alb'
  /** In upper case. */
  readonly method: string
  /** As sent, without the stage of an HTTP API. The base path of a REST API's custom domain stays. */
  readonly path: string
  /** Decoded. */
  readonly query: URLSearchParams
  /** Names in lower case; repeats joined by `, `; without `cookie`. */
  readonly headers: ReadonlyMap<string, string>
  /** As sent. The first of a name counts. */
  readonly cookies: ReadonlyMap<string, string>
  /** Decoded text; empty where the request has no body. */
  readonly body: string
  /** The address that connected to the door. Behind a load balancer this is the last of `x-forwarded-for`, which it adds
   * itself unless its attribute `routing.http.xff_header_processing.mode` says otherwise. */
  readonly clientIp: string | undefined
  /** False behind a load balancer without multi-value headers: an answer carries one cookie there. */
  readonly takesManyCookies: boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Whole values of `Set-Cookie`, one a cookie. */
  readonly cookies?: readonly string[]
  readonly body?: string
}

/**
 * Reads an event of a door. Pure and total; a problem holds no data of the event.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function readHttpRequest(input: unknown): Parsed<HttpRequest> {
  const kind = kindOf(input)
  if (!isObject(input) || kind === undefined)
    return malformed('The event is no HTTP request of an HTTP API, a REST API or a load balancer.')
  const { source, version } = kind
  const context = own(input, 'requestContext')
  const http = version === '2.0' ? own(context, 'http') : input
  const method = ownText(http, version === '2.0' ? 'method' : 'httpMethod')
  const path = ownText(input, version === '2.0' ? 'rawPath' : 'path')
  if (method === undefined || path === undefined || !path.startsWith('/'))
    return malformed('The event has no method, or a path that does not start with a slash.')
  const all = readHeaders(input)
  if (all === undefined) return malformed('The event has a header whose value is no text.')
  const query = readQuery(input, kind)
  if (query === undefined) return malformed('The event has a query value that is no text.')
  const body = readBody(input)
  if (body === undefined) return malformed('The body is no UTF-8 text.')
  if (Buffer.byteLength(body) > callers[source].requestBytes)
    return malformed(`The body is larger than ${callers[source].requestBytes} bytes.`)
  const { cookie, ...headers } = Object.fromEntries(all)
  return {
    kind: 'event',
    raw: input,
    event: {
      ...kind,
      method: method.toUpperCase(),
      path: source === 'http-api' ? withoutStage(path, ownText(context, 'stage')) : path,
      query,
      headers: new Map(Object.entries(headers).map(([name, values]) => [name, values.join(', ')])),
      cookies: readCookies(
        version === '2.0' && Array.isArray(own(input, 'cookies'))
          ? readStrings(own(input, 'cookies'))
          : (cookie ?? []),
      ),
      body,
      clientIp:
        source === 'alb'
          ? headers['x-forwarded-for']?.at(-1)?.split(',').at(-1)?.trim()
          : ownText(version === '2.0' ? http : own(context, 'identity'), 'sourceIp'),
      takesManyCookies: source !== 'alb' || isObject(own(input, 'multiValueHeaders')),
    },
  }
}

/**
 * Writes an answer in the shape that the event's own door takes, for unreadable events too. An answer that the door could
 * not carry whole becomes a 500 that says why: more than one cookie without multi-value headers, a line break in a header,
 * more bytes than the door lets pass. AWS documents no second way to set a cookie without multi-value headers.
 */
export function writeHttpAnswer(input: unknown, answer: HttpAnswer): object {
  const kind = kindOf(input) ?? { source: 'rest-api', version: '1.0' }
  const problem = unsendable(input, kind, answer)
  if (problem !== undefined) return shape(input, kind, plainProblem(500, problem))
  const written = shape(input, kind, answer)
  const { answerBytes } = callers[kind.source]
  return Buffer.byteLength(JSON.stringify(written)) > answerBytes
    ? shape(input, kind, plainProblem(500, `The answer is larger than ${answerBytes} bytes.`))
    : written
}

const titles = { 400: 'Bad Request', 500: 'Internal Server Error', 504: 'Gateway Timeout' } as const

/** An answer about no denial, in the form of RFC 9457. */
export function plainProblem(status: keyof typeof titles, detail: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({ type: 'about:blank', title: titles[status], status, detail }),
  }
}

type Kind = Pick<HttpRequest, 'source' | 'version'>

/** Which door an event came through, without reading its body; undefined for an event of none. */
export function doorOf(input: unknown): Door | undefined {
  return kindOf(input)?.source
}

/** Undefined also for the events of an authorizer, which name their `type` and look alike otherwise. */
function kindOf(input: unknown): Kind | undefined {
  const context = own(input, 'requestContext')
  if (!isObject(context) || own(input, 'type') !== undefined) return undefined
  if (isObject(own(context, 'elb'))) return { source: 'alb', version: 'alb' }
  const version = own(input, 'version')
  if (version === '2.0' && isObject(own(context, 'http'))) return { source: 'http-api', version }
  if (!isObject(own(context, 'identity'))) return undefined
  if (version === '1.0') return { source: 'http-api', version }
  return version === undefined ? { source: 'rest-api', version: '1.0' } : undefined
}

function malformed(problem: string): Parsed<never> {
  return { kind: 'malformed', problem }
}

/** Every field of the event that is a map of texts or of lists of texts; undefined when it holds anything else. */
function readLists(value: unknown): readonly (readonly [string, readonly string[]])[] | undefined {
  const entries = Object.entries(isObject(value) ? value : {}).map(
    ([name, each]) => [name, readStrings(each)] as const,
  )
  return entries.every(([name, texts]) => texts.length === [own(value, name)].flat().length)
    ? entries
    : undefined
}

/** Of an event whatever else it holds: its headers, as far as they can be read. */
export function readHeaderTexts(input: unknown): HttpRequest['headers'] {
  const lists = isObject(input) ? readHeaders(input) : undefined
  return new Map([...(lists ?? [])].map(([name, values]) => [name, values.join(', ')]))
}

function readHeaders(input: RawObject): ReadonlyMap<string, readonly string[]> | undefined {
  const many = own(input, 'multiValueHeaders')
  const lists = readLists(isObject(many) ? many : own(input, 'headers'))
  if (lists === undefined) return undefined
  const headers = new Map<string, readonly string[]>()
  for (const [name, values] of lists)
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), ...values])
  return headers
}

/** A load balancer gives names and values as they were sent; an API decodes them, except in `rawQueryString`. */
function readQuery(input: RawObject, { source, version }: Kind): URLSearchParams | undefined {
  if (version === '2.0') return new URLSearchParams(ownText(input, 'rawQueryString') ?? '')
  const many = own(input, 'multiValueQueryStringParameters')
  const lists = readLists(isObject(many) ? many : own(input, 'queryStringParameters'))
  const pairs = lists?.flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))
  return (
    pairs && new URLSearchParams(source === 'alb' ? pairs.map((pair) => pair.join('=')).join('&') : pairs)
  )
}

function readBody(input: RawObject): string | undefined {
  const body = own(input, 'body') ?? ''
  if (typeof body !== 'string') return undefined
  if (own(input, 'isBase64Encoded') !== true) return body.isWellFormed() ? body : undefined
  const bytes = Buffer.from(body, 'base64')
  if (bytes.toString('base64') !== body) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The path of an HTTP API starts with the stage's name, unless the stage is `$default`.
 * @see https://github.com/aws-powertools/powertools-lambda-python/issues/621 */
function withoutStage(path: string, stage: string | undefined): string {
  if (stage === undefined || stage === '' || stage === '$default') return path
  if (path === `/${stage}`) return '/'
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path
}

/** The pairs of `Cookie` headers, as they were sent. Only spaces and tabs part them: a browser lets any host of the domain
 * set a cookie whose name begins with another white space, and such a name is none with the prefix `__Host-`.
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1 */
export function splitCookies(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(';')).map((pair) => pair.replace(/^[ \t]+/, ''))
}

/** Name → value. The first of a name counts. */
export function readCookies(lines: readonly string[]): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of splitCookies(lines)) {
    const [name = '', ...value] = pair.split('=')
    if (name !== '' && value.length > 0 && !cookies.has(name)) cookies.set(name, value.join('='))
  }
  return cookies
}

function unsendable(
  input: unknown,
  { source }: Kind,
  { headers = {}, cookies = [] }: HttpAnswer,
): string | undefined {
  const lines = [...Object.entries(headers).flat(), ...cookies]
  if (lines.some((line) => /[\r\n\0]/.test(line))) return 'A header of the answer holds a line break.'
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'set-cookie'))
    return 'The answer sets a cookie among its headers.'
  return source === 'alb' && cookies.length > 1 && !isObject(own(input, 'multiValueHeaders'))
    ? 'The load balancer carries one cookie an answer. Set lambda.multi_value_headers.enabled on its target group.'
    : undefined
}

function shape(
  input: unknown,
  kind: Kind,
  { status, headers = {}, cookies = [], body = '' }: HttpAnswer,
): object {
  const common = { statusCode: status, body, isBase64Encoded: false }
  if (kind.version === '2.0') return { ...common, headers, ...(cookies.length === 0 ? {} : { cookies }) }
  const many = cookies.length === 0 ? {} : { 'set-cookie': cookies }
  if (kind.version === '1.0')
    return { ...common, headers, ...(cookies.length === 0 ? {} : { multiValueHeaders: many }) }
  const [only] = cookies
  if (!isObject(own(input, 'multiValueHeaders')))
    return { ...common, headers: { ...headers, ...(only === undefined ? {} : { 'set-cookie': only }) } }
  const lists = Object.entries(headers).map(([name, value]) => [name, [value]])
  return { ...common, multiValueHeaders: { ...Object.fromEntries(lists), ...many } }
}
