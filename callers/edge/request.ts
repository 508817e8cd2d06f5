/** The event of a viewer request, and what its function may do with it. */
import { isObject, own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Parsed } from '@cognito-trigger-suite/triggers/internal/core/parsed'
import type { CallerEvent } from '../shared/handler.ts'
import { readCookies, splitCookies } from '../shared/http.ts'

/** A header as CloudFront writes it. */
interface EdgeHeader {
  readonly key: string
  readonly value: string
}

export interface EdgeRequest extends CallerEvent {
  readonly method: string
  /** The `Host` that the viewer asked, with a port only on this machine. */
  readonly host: string
  /** As sent. */
  readonly path: string
  /** As sent, without `?`. */
  readonly query: string
  /** The first value of each, by name in lower case, without `cookie`. */
  readonly headers: ReadonlyMap<string, string>
  readonly cookies: ReadonlyMap<string, string>
  /** CloudFront's own object. Given back, the request goes on to the cache and the origin. */
  readonly raw: RawObject
}

/** Pure and total.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html */
export function readEdgeRequest(input: unknown): Parsed<EdgeRequest> {
  const records = own(input, 'Records')
  const cf = own(Array.isArray(records) ? records[0] : undefined, 'cf')
  const raw = own(cf, 'request')
  if (!isObject(input) || !isObject(raw)) return malformed('The event is no request of CloudFront.')
  if (own(own(cf, 'config'), 'eventType') !== 'viewer-request')
    return malformed('The function answers viewer requests alone: associate it with that event.')
  const method = ownText(raw, 'method')
  const path = ownText(raw, 'uri')
  const query = ownText(raw, 'querystring') ?? ''
  const headers = own(raw, 'headers')
  const host = headersOf(headers, 'host')[0]?.value
  if (method === undefined || path?.startsWith('/') !== true || host === undefined)
    return malformed('The request has no method, no host, or a path that does not start with a slash.')
  return {
    kind: 'event',
    raw: input,
    event: {
      source: 'edge',
      version: 'viewer-request',
      method: method.toUpperCase(),
      host,
      path,
      query,
      headers: new Map(
        Object.keys(isObject(headers) ? headers : {})
          .filter((name) => name !== 'cookie')
          .map((name) => [name, headersOf(headers, name)[0]?.value ?? '']),
      ),
      cookies: readCookies(cookieLines(headers)),
      raw,
    },
  }
}

/** Whether a browser shows the answer as a page. A script gets an error that it can read, and no redirect. */
export function isNavigation({ method, headers }: EdgeRequest): boolean {
  if (method !== 'GET') return false
  const mode = headers.get('sec-fetch-mode')
  return mode === undefined ? headers.get('accept')?.includes('text/html') === true : mode === 'navigate'
}

/** The question of a browser before a request of another origin. It has no cookie and no token. */
export function isPreflight({ method, headers }: EdgeRequest): boolean {
  return method === 'OPTIONS' && headers.has('access-control-request-method')
}

/** The address that the browser shows, on this machine without TLS. */
export function originOf({ host }: Pick<EdgeRequest, 'host'>): string {
  return `${/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ? 'http' : 'https'}://${host}`
}

/** The request for the origin: without our cookies, and with the token where the origin wants it. An `Authorization` that
 * the viewer sent does not pass for ours: it goes on only where nobody was asked to sign in. */
export function passOn(
  request: EdgeRequest,
  ownCookies: string,
  authorization: 'theirs' | 'none' | { readonly token: string },
): RawObject {
  const { raw } = request
  const {
    cookie: _,
    authorization: theirs,
    ...others
  } = Object.fromEntries(Object.entries(isObject(own(raw, 'headers')) ? Object(own(raw, 'headers')) : {}))
  const pairs = splitCookies(cookieLines(own(raw, 'headers')))
  const kept = pairs.filter((pair) => pair !== '' && !pair.startsWith(ownCookies))
  return {
    ...raw,
    headers: {
      ...others,
      ...(kept.length > 0 && { cookie: [{ key: 'Cookie', value: kept.join('; ') }] }),
      ...(authorization === 'theirs' && theirs !== undefined && { authorization: theirs }),
      ...(typeof authorization === 'object' && {
        authorization: [{ key: 'Authorization', value: `Bearer ${authorization.token}` }],
      }),
    },
  }
}

function headersOf(headers: unknown, name: string): readonly EdgeHeader[] {
  const values = own(headers, name)
  return Array.isArray(values)
    ? values.flatMap((each) => {
        const value = ownText(each, 'value')
        return value === undefined ? [] : [{ key: ownText(each, 'key') ?? name, value }]
      })
    : []
}

function cookieLines(headers: unknown): readonly string[] {
  return headersOf(headers, 'cookie').map(({ value }) => value)
}

function malformed(problem: string): Parsed<never> {
  return { kind: 'malformed', problem }
}
