/** The answers that a troubled dependency gives, in the words of the service that it stands for. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'

/**
 * The service's own refusals; the SDK retries both kinds.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
const refusals = {
  table: {
    status: 400,
    contentType: 'application/x-amz-json-1.0',
    throttled: {
      __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
      message:
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    },
    broken: {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'Internal server error',
    },
  },
  'user-pool': {
    status: 400,
    contentType: 'application/x-amz-json-1.1',
    throttled: { __type: 'TooManyRequestsException', message: 'Rate exceeded' },
    broken: { __type: 'InternalErrorException', message: 'Internal error' },
  },
  'event-bus': {
    status: 400,
    contentType: 'application/x-amz-json-1.1',
    throttled: { __type: 'ThrottlingException', message: 'Rate exceeded' },
    broken: { __type: 'InternalException', message: 'Internal error' },
  },
  mail: {
    status: 429,
    contentType: 'application/json',
    errorType: { throttled: 'TooManyRequestsException', broken: 'InternalServiceErrorException' },
    throttled: { message: 'Too many requests' },
    broken: { message: 'Internal error' },
  },
} as const satisfies Readonly<Record<string, Refusals>>

/** Other people's servers, which need not be AWS's. */
const ofOthers: Refusals = {
  status: 429,
  contentType: 'text/plain',
  throttled: { message: 'Too many requests' },
  broken: { message: 'Internal error' },
}

interface Refusals {
  /** Of a throttled request: AWS's JSON services say 400, REST services and other people's servers 429. */
  readonly status: 400 | 429
  readonly contentType: string
  readonly throttled: object
  readonly broken: object
  /** Services that speak REST name the exception in a header. */
  readonly errorType?: { readonly throttled: string; readonly broken: string }
}

const refusalsOf = (name: string): Refusals =>
  new Map<string, Refusals>(Object.entries(refusals)).get(name) ?? ofOthers

/** Answers with the service's throttling exception. */
export const answerThrottled = (name: string, outgoing: ServerResponse) =>
  answer(outgoing, refusalsOf(name).status, refusalsOf(name), 'throttled')

/** Answers 500 with the service's own fault. */
export const answerError = (name: string, outgoing: ServerResponse) =>
  answer(outgoing, 500, refusalsOf(name), 'broken')

/** Sends the headers at once and the body byte by byte, `everyMs` apart, until the client goes away. */
export const drip = (answered: IncomingMessage, outgoing: ServerResponse, everyMs: number, clock: Clock) => {
  outgoing.flushHeaders()
  const chunks: Buffer[] = []
  answered.on('data', (chunk: Buffer) => chunks.push(chunk))
  answered.on('error', () => outgoing.destroy())
  answered.on('end', () => {
    const body = Buffer.concat(chunks)
    let sent = 0
    let cancel = () => {}
    const sendLater = () => {
      cancel = clock.after(everyMs, () => {
        if (sent === body.length) return outgoing.end()
        outgoing.write(body.subarray(sent, ++sent))
        return sendLater()
      })
    }
    outgoing.on('close', () => cancel())
    sendLater()
  })
}

const answer = (
  outgoing: ServerResponse,
  status: number,
  refusal: Refusals,
  kind: 'throttled' | 'broken',
) => {
  outgoing.writeHead(status, {
    'Content-Type': refusal.contentType,
    'x-amzn-requestid': randomUUID(),
    ...(refusal.errorType && { 'x-amzn-errortype': refusal.errorType[kind] }),
  })
  outgoing.end(JSON.stringify(refusal[kind]))
}
