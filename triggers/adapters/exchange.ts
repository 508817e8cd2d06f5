/** One request and its whole answer, for adapters without the SDK. */
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { isObject, own, type RawObject } from '../events/envelope.ts'
import type { Connection } from './connection.ts'
import { exceptionName, ServiceError } from './service-error.ts'

/** The longest answer that is read unless its reader says otherwise, in bytes: a DynamoDB item has at most 400 KB, and its
 * JSON is a little longer. */
const usualMaxBytes = 1_048_576

/** Rejects with a `ServiceError`: without an answer, or for one that is longer than `maxBytes`. */
export async function exchange(
  service: string,
  connection: Connection,
  request: RequestOptions,
  body: string,
  maxBytes = usualMaxBytes,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }> {
  try {
    const response = await connection.request(request, body)
    const text = (await readBody(service, response, maxBytes)).toString()
    return { status: response.statusCode ?? 0, headers: response.headers, text }
  } catch (error) {
    throw error instanceof ServiceError ? error : new ServiceError(service, 'unreachable')
  }
}

/** The whole body. Rejects when it is longer than `maxBytes`, and ends the connection then. */
export async function readBody(
  service: string,
  response: IncomingMessage,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    if (!(chunk instanceof Buffer)) continue
    bytes += chunk.length
    if (bytes > maxBytes) throw new ServiceError(service, 'answer_unreadable')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Rejects with a `ServiceError` when the text is no object of JSON. */
export function parseAnswer(service: string, text: string): RawObject {
  const answer = readJson(text)
  if (isObject(answer)) return answer
  throw new ServiceError(service, 'answer_unreadable')
}

/** The name of the exception in an AWS service's answer; empty when it has none. Where body and header name it, the body
 * does. */
export function readException(headers: IncomingHttpHeaders, body: unknown): string {
  const told = isObject(body) ? (own(body, '__type') ?? own(body, 'code')) : undefined
  return exceptionName(told ?? headers['x-amzn-errortype'])
}

/** Undefined when the text is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
