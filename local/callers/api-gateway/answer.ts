/** What API Gateway makes of the end of a function.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
import { isObject, own, readStrings } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { InvokeResult } from '../../lambda/invocation.ts'
import { parseJson } from '../../parse-json.ts'
import { type DoorAnswer, type DoorRequest, groupHeaders, type Headers } from '../door.ts'
import { isBinary } from './event.ts'
import type { ApiModel, Payload } from './model.ts'

export function message(status: number, text: string, headers: Headers = []): DoorAnswer {
  return jsonAnswer(status, { message: text }, headers)
}

function jsonAnswer(status: number, body: object, headers: Headers = []): DoorAnswer {
  return { status, headers: [['content-type', 'application/json'], ...headers], body: JSON.stringify(body) }
}

/** What each kind of API says where no function has answered. */
interface Words {
  readonly unauthorized: DoorAnswer
  readonly denied: { readonly byPolicy: DoorAnswer; readonly byNone: DoorAnswer }
  readonly authorizerFailed: DoorAnswer
  readonly noStage: DoorAnswer
  readonly noRoute: DoorAnswer
  readonly tooLarge: DoorAnswer
  /** Lambda did not run the function. */
  readonly notRun: DoorAnswer
  /** The function threw, or its answer is malformed. */
  readonly failed: DoorAnswer
  readonly late: DoorAnswer
  readonly throttled: DoorAnswer
}

const forbidden = message(403, 'Forbidden')
const serverError = message(500, 'Internal Server Error')
const unavailable = message(503, 'Service Unavailable')
const notFound = message(404, 'Not Found')
const deniedText = 'User is not authorized to access this resource'

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 * @see https://dev.to/marcogrcr/api-gateway-lambda-authorizer-lambda-proxy-integration-failure-modes-52bc */
export const words: Readonly<Record<ApiModel['kind'], Words>> = {
  'http-api': {
    unauthorized: message(401, 'Unauthorized'),
    denied: { byPolicy: forbidden, byNone: forbidden },
    authorizerFailed: serverError,
    noStage: notFound,
    noRoute: notFound,
    tooLarge: message(413, 'Request Entity Too Large'),
    notRun: serverError,
    failed: serverError,
    late: unavailable,
    throttled: unavailable,
  },
  'rest-api': {
    unauthorized: message(401, 'Unauthorized'),
    denied: {
      byPolicy: jsonAnswer(403, { Message: `${deniedText} with an explicit deny` }),
      byNone: jsonAnswer(403, { Message: deniedText }),
    },
    authorizerFailed: jsonAnswer(500, { message: null }),
    noStage: forbidden,
    noRoute: message(403, 'Missing Authentication Token'),
    tooLarge: message(413, 'Request Too Long'),
    notRun: message(500, 'Internal server error'),
    failed: message(502, 'Internal server error'),
    late: message(504, 'Endpoint request timed out'),
    throttled: message(500, 'Internal server error'),
  },
}

/** Whose answer it is, and what its client takes. */
interface Asked {
  readonly api: Pick<ApiModel, 'kind' | 'binaryTypes'>
  readonly request: Pick<DoorRequest, 'headers'>
}

export function answerOf(result: InvokeResult, payload: Payload, asked: Asked): DoorAnswer {
  const { failed, late, throttled, tooLarge, notRun } = words[asked.api.kind]
  switch (result.kind) {
    case 'success': {
      const value = parseJson(result.payload)
      if (value === undefined) return failed
      if (payload === '2.0' && own(value, 'statusCode') === undefined) return infer(value, result.payload)
      return readAnswer(value, payload, asked) ?? failed
    }
    case 'function-error':
      return failed
    case 'abandoned':
      return late
    case 'throttled':
      return throttled
    case 'request-too-large':
      return tooLarge
    case 'not-found':
    case 'invalid-request':
    case 'accepted':
    case 'dry-run':
      return notRun
  }
}

/** Payload version 2.0 takes any JSON for the body of a 200. */
function infer(value: unknown, json: string): DoorAnswer {
  const body = typeof value === 'string' ? value : json
  return { status: 200, headers: [['content-type', 'application/json']], body }
}

const known = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/** Undefined for a malformed one. */
function readAnswer(value: unknown, payload: Payload, asked: Asked): DoorAnswer | undefined {
  if (!isObject(value)) return undefined
  if (payload !== '2.0' && Object.keys(value).some((key) => !known.has(key))) return undefined
  const status = Number(own(value, 'statusCode'))
  const body = own(value, 'body') ?? ''
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') return undefined
  const single = readHeaders(own(value, 'headers'))
  const many = payload === '2.0' ? [] : readHeaders(own(value, 'multiValueHeaders'))
  if (single === undefined || many === undefined) return undefined
  const cookies = payload === '2.0' ? readStrings(own(value, 'cookies')) : []
  const manyNames = new Set(many.map(([name]) => name.toLowerCase()))
  const headers: Headers = [
    ...single.filter(([name]) => !manyNames.has(name.toLowerCase())),
    ...many,
    ...cookies.map((cookie) => ['set-cookie', cookie] as const),
  ]
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const type = payload === 'rest' ? 'application/json' : 'text/plain;charset=UTF-8'
  const isBytes = own(value, 'isBase64Encoded') === true && (payload !== 'rest' || takesBytes(asked))
  return {
    status,
    headers: isTyped ? headers : [...headers, ['content-type', type]],
    body: isBytes ? Buffer.from(body, 'base64') : body,
  }
}

/** A REST API decodes base64 only for a client whose first accepted type is one of its binary types. */
function takesBytes({ api, request }: Asked): boolean {
  return isBinary(api.binaryTypes, groupHeaders(request.headers).get('accept')?.[0] ?? '')
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
