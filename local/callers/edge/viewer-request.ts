/** The event of a viewer request, and what CloudFront takes for its answer.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html */
import { callers } from '@cognito-trigger-suite/callers'
import { isObject, own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { parseJson } from '../../parse-json.ts'
import type { DoorAnswer, DoorRequest, Headers } from '../door.ts'
import { describeHeaders, readHeaders, readOnlyHeaders } from './headers.ts'
import type { DistributionModel } from './model.ts'

/** What goes on to the origin. */
export interface OriginRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Headers
  readonly body: Buffer
}

export type EdgeEnd =
  | { readonly kind: 'answer'; readonly answer: DoorAnswer }
  | { readonly kind: 'goes-on'; readonly request: OriginRequest }

const { requestBytes, answerBytes } = callers.edge

/** Methods whose body a function may be given. */
const withBody = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export function viewerEvent(
  request: DoorRequest,
  { distributionId, domainName }: DistributionModel,
  { includesBody, requestId }: { readonly includesBody: boolean; readonly requestId: string },
): object {
  const { method, path, query, headers, clientIp, body } = request
  const given = body.subarray(0, requestBytes)
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: domainName,
            distributionId,
            eventType: 'viewer-request',
            requestId,
          },
          request: {
            clientIp,
            headers: describeHeaders(headers),
            method,
            querystring: query,
            uri: path,
            ...(includesBody && withBody.has(method)
              ? {
                  body: {
                    inputTruncated: given.length < body.length,
                    action: 'read-only',
                    encoding: 'base64',
                    data: given.toString('base64'),
                  },
                }
              : {}),
          },
        },
      },
    ],
  }
}

/** Undefined for an answer that CloudFront refuses with a 502. */
export function readEnd(payload: string, request: DoorRequest): EdgeEnd | undefined {
  const value = parseJson(payload)
  if (!isObject(value)) return undefined
  return own(value, 'status') === undefined ? readRequest(value, request) : readAnswer(value, payload)
}

function readAnswer(value: RawObject, payload: string): EdgeEnd | undefined {
  const status = ownText(value, 'status') ?? ''
  const headers = readHeaders(own(value, 'headers'))
  const body = readBytes(own(value, 'body') ?? '', own(value, 'bodyEncoding') ?? 'text')
  if (!/^[2-5]\d\d$/.test(status) || headers === undefined || body === undefined) return undefined
  if (Buffer.byteLength(payload) > answerBytes || isAnyIn(headers, ['transfer-encoding', 'via']))
    return undefined
  return { kind: 'answer', answer: { status: Number(status), headers, body } }
}

/** The method stays, as do headers that may only be read. */
function readRequest(value: RawObject, before: DoorRequest): EdgeEnd | undefined {
  const path = ownText(value, 'uri')
  const query = ownText(value, 'querystring')
  const headers = readHeaders(own(value, 'headers'))
  const body = readBody(own(value, 'body'), before)
  if (path?.startsWith('/') !== true || query === undefined || headers === undefined || body === undefined)
    return undefined
  if (ownText(value, 'method') !== before.method) return undefined
  const isKept = readOnlyHeaders.every((name) => valueOf(headers, name) === valueOf(before.headers, name))
  return isKept
    ? { kind: 'goes-on', request: { method: before.method, path, query, headers, body } }
    : undefined
}

/** Unless the function replaces it, the origin gets the whole body, also where the function saw a part of it. */
function readBody(body: unknown, before: DoorRequest): Buffer | undefined {
  if (own(body, 'action') !== 'replace') return before.body
  const bytes = readBytes(own(body, 'data') ?? '', own(body, 'encoding') ?? 'base64')
  return bytes === undefined || bytes.length > requestBytes ? undefined : bytes
}

function readBytes(data: unknown, encoding: unknown): Buffer | undefined {
  if (typeof data !== 'string') return undefined
  if (encoding === 'text') return Buffer.from(data)
  const bytes = Buffer.from(data, 'base64')
  return encoding === 'base64' && bytes.toString('base64') === data ? bytes : undefined
}

function isAnyIn(headers: Headers, names: readonly string[]): boolean {
  return headers.some(([name]) => names.includes(name.toLowerCase()))
}

function valueOf(headers: Headers, wanted: string): string {
  return headers.flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : [])).join(', ')
}
