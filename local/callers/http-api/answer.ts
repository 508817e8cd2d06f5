/** What an HTTP API makes of the end of a function.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
import { isObject, own, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvokeResult } from '../../lambda/invocation.ts'
import { parseJson } from '../../parse-json.ts'
import type { DoorAnswer, Headers } from '../door.ts'

export function message(status: number, text: string, headers: Headers = []): DoorAnswer {
  return {
    status,
    headers: [['content-type', 'application/json'], ...headers],
    body: JSON.stringify({ message: text }),
  }
}

export const serverError = message(500, 'Internal Server Error')
export const unavailable = message(503, 'Service Unavailable')

export function answerOf(result: InvokeResult, payload: '1.0' | '2.0'): DoorAnswer {
  switch (result.kind) {
    case 'success': {
      const value = parseJson(result.payload)
      if (value === undefined) return serverError
      if (payload === '2.0' && own(value, 'statusCode') === undefined) return infer(value, result.payload)
      return readAnswer(value, payload) ?? serverError
    }
    case 'abandoned':
    case 'throttled':
      return unavailable
    case 'request-too-large':
      return message(413, 'Request Entity Too Large')
    case 'function-error':
    case 'not-found':
    case 'invalid-request':
    case 'accepted':
    case 'dry-run':
      return serverError
  }
}

/** Payload version 2.0 takes any JSON for the body of a 200. */
function infer(value: unknown, json: string): DoorAnswer {
  const body = typeof value === 'string' ? value : json
  return { status: 200, headers: [['content-type', 'application/json']], body }
}

const known = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/** Undefined for a malformed one. */
function readAnswer(value: unknown, payload: '1.0' | '2.0'): DoorAnswer | undefined {
  if (!isObject(value)) return undefined
  if (payload === '1.0' && Object.keys(value).some((key) => !known.has(key))) return undefined
  const status = Number(own(value, 'statusCode'))
  const body = own(value, 'body') ?? ''
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') return undefined
  const single = readHeaders(own(value, 'headers'))
  const many = payload === '1.0' ? readHeaders(own(value, 'multiValueHeaders')) : []
  if (single === undefined || many === undefined) return undefined
  const cookies = payload === '2.0' ? readStrings(own(value, 'cookies')) : []
  const manyNames = new Set(many.map(([name]) => name.toLowerCase()))
  const headers: Headers = [
    ...single.filter(([name]) => !manyNames.has(name.toLowerCase())),
    ...many,
    ...cookies.map((cookie) => ['set-cookie', cookie] as const),
  ]
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status,
    headers: hasType ? headers : [...headers, ['content-type', 'text/plain;charset=UTF-8']],
    body: own(value, 'isBase64Encoded') === true ? Buffer.from(body, 'base64') : body,
  }
}

/** Numbers and booleans become texts. */
function readHeaders(value: unknown): Headers | undefined {
  const entries = Object.entries(isObject(value) ? value : {}).flatMap(([name, each]) =>
    (Array.isArray(each) ? each : [each]).map((one: unknown) => [name, one] as const),
  )
  return entries.some(([, one]) => typeof one === 'object')
    ? undefined
    : entries.map(([name, one]) => [name, String(one)] as const)
}
