/** What every call through the AWS SDK has in common: our sockets, our attempts, our reading of errors. The SDK signs,
 * writes and reads messages; its own retries are off. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { NotPerformedError, PermanentEffectError } from '../core/effect.ts'
import { type Call, causeOf } from '../core/step.ts'
import { isObject, own } from '../events/envelope.ts'
import { tryAttempts } from './attempts.ts'
import type { Connection } from './connection.ts'
import { readBody, readException, readJson } from './exchange.ts'
import { isNotConnected, readRefusal } from './refusal.ts'
import { classify, faultOf, ServiceError, type ServiceFault } from './service-error.ts'

/** The longest answer that is read, in bytes: BatchGetItem gives at most 16 MB of items, and their JSON is longer. */
const maxAnswerBytes = 33_554_432

/** A request as the SDK hands it over, signed. None of the suite's has a query. */
interface SdkRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Options of every client: one attempt a call, over the sockets of `connect`, which is asked once. */
export function clientOptions(service: string, connect: (endpoint: URL) => Connection) {
  let connection: Connection | undefined
  return {
    maxAttempts: 1,
    requestHandler: {
      async handle(request: SdkRequest, { abortSignal }: { readonly abortSignal?: unknown } = {}) {
        const { protocol, hostname, port, method, path, headers, body = '' } = request
        connection ??= connect(new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`))
        const signal = abortSignal instanceof AbortSignal ? { signal: abortSignal } : {}
        const response = await connection.request({ method, path, headers, ...signal }, body)
        const answer = await readBody(service, response, maxAnswerBytes)
        return { response: nameException(service, response, answer) }
      },
    },
  } as const
}

/** An answer as the SDK reads it. One that refuses names its exception in our way: the SDK has others for each protocol, and
 * none for what is no JSON. */
function nameException(
  service: string,
  { statusCode = 0, headers }: IncomingMessage,
  answer: Buffer,
): { readonly statusCode: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer } {
  if (statusCode >= 200 && statusCode < 300) return { statusCode, headers, body: answer }
  const told = readJson(answer.toString())
  const name = readException(headers, told)
  if (!isObject(told) && name === '') throw new ServiceError(service, classify(statusCode))
  const body = Buffer.from(JSON.stringify({ ...(isObject(told) ? told : {}), code: undefined, __type: name }))
  return { statusCode, headers: { ...headers, 'x-amzn-errortype': name }, body }
}

/** Sends by as many attempts as the step allows. Rejects with the SDK's error of the last. */
export function sendByAttempts<Answer>(
  service: string,
  call: Call,
  send: (limits: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  return tryAttempts(service, call, (abortSignal) => send({ abortSignal }), readFault)
}

/** Errors of a connection: without an answer. */
const connectionErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

function statusOf(error: unknown): number | undefined {
  const metadata: unknown = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  const status = isObject(metadata) ? own(metadata, 'httpStatusCode') : undefined
  return typeof status === 'number' ? status : undefined
}

function readFault(error: unknown): ServiceFault | undefined {
  if (!(error instanceof Error)) return undefined
  const status = statusOf(error)
  if (status !== undefined && status !== 200) return classify(status, error.name)
  const cause = causeOf(error)
  // What Node cannot parse is no answer of the service.
  return connectionErrors.has(cause) || cause.startsWith('HPE_') ? 'unreachable' : faultOf(error)
}

/** The error as an effect should see it: permanent when its code is one that comes again at each attempt. */
export function asEffectError(
  error: unknown,
  permanent: Readonly<Record<string, 'failed' | 'dropped'>>,
): unknown {
  const code = causeOf(error)
  const state = Object.hasOwn(permanent, code) ? permanent[code] : undefined
  return state === undefined ? error : new PermanentEffectError(code, state)
}

/** The error of a message that may have gone out: says so when it is certain that it did not. */
export function asSendError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const status = statusOf(error)
  if (status !== undefined) return readRefusal(status, error.name) ?? error
  if (!(error instanceof ServiceError))
    return isNotConnected(causeOf(error)) ? new NotPerformedError(causeOf(error)) : error
  // Of a part of an answer, or of one that is no JSON.
  if (error.fault === 'throttled') return readRefusal(429, error.exception ?? error.code)
  return readRefusal(400, error.exception ?? '') ?? error
}
