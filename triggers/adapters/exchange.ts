/** Sends one request and reads its whole answer. */
import type { IncomingHttpHeaders, RequestOptions } from 'node:http'
import { causeOf } from '../core/step.ts'
import { isObject, own, type RawObject, readJson } from '../core/json.ts'
import type { Connection } from './connection.ts'
import { exceptionName, ServiceError } from './service-error.ts'

/** The longest answer that is read by default, in bytes. A DynamoDB item has at most 400 KB, and its JSON is a little
 * longer. */
const usualMaxBytes = 1_048_576

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Rejects with a `ServiceError` when no answer comes, or when it is longer than `maxBytes`. */
export async function exchange(
  service: string,
  connection: Connection,
  request: RequestOptions,
  body: string,
  maxBytes = usualMaxBytes,
): Promise<Answered> {
  try {
    const response = await connection.request(request, body)
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of response) {
      if (!(chunk instanceof Buffer)) continue
      bytes += chunk.length
      // Leaving the loop ends the connection.
      if (bytes > maxBytes) throw new ServiceError(service, 'answer_unreadable')
      chunks.push(chunk)
    }
    const { statusCode: status = 0, headers } = response
    return { status, headers, text: Buffer.concat(chunks).toString() }
  } catch (error) {
    throw error instanceof ServiceError
      ? error
      : new ServiceError(service, 'unreachable', { exception: causeOf(error) })
  }
}

/** Rejects with a `ServiceError` when the text is not a JSON object. */
export function parseAnswer(service: string, text: string): RawObject {
  const answer = readJson(text)
  if (isObject(answer)) return answer
  throw new ServiceError(service, 'answer_unreadable')
}

/** The name of the exception in an AWS service's answer; empty when it is missing. When body and header differ, the
 * body counts. */
export function readException(headers: IncomingHttpHeaders, body: unknown): string {
  return exceptionName(own(body, '__type') ?? own(body, 'code') ?? headers['x-amzn-errortype'])
}
