/** The headers that a function at the edge neither sees nor sets, and those that it may only read.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html */
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Headers } from '../door.ts'

const disallowed = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
])

/** Of viewer requests, and of what answers them. */
export const readOnlyHeaders = ['content-length', 'host', 'transfer-encoding', 'via'] as const

export function isDisallowed(name: string): boolean {
  return disallowed.has(name) || name.startsWith('x-amz-cf-') || name.startsWith('x-edge-')
}

/** CloudFront's form: the name in lower case, and each value with the name as it was written. */
export function describeHeaders(headers: Headers): Readonly<Record<string, readonly object[]>> {
  const described = new Map<string, object[]>()
  for (const [key, value] of headers) {
    const name = key.toLowerCase()
    if (!isDisallowed(name)) described.set(name, [...(described.get(name) ?? []), { key, value }])
  }
  return Object.fromEntries(described)
}

/** Undefined when they are not in that form, or hold what is not allowed. */
export function readHeaders(value: unknown): Headers | undefined {
  if (value === undefined) return []
  if (!isObject(value)) return undefined
  const headers: (readonly [string, string])[] = []
  for (const [name, entries] of Object.entries(value)) {
    if (!Array.isArray(entries) || isDisallowed(name)) return undefined
    for (const entry of entries) {
      const key = own(entry, 'key') ?? name
      const text = ownText(entry, 'value')
      if (typeof key !== 'string' || key.toLowerCase() !== name || text === undefined) return undefined
      headers.push([key, text])
    }
  }
  return headers
}
