/** Serves the Lambda Runtime API to one sandbox. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { maxResponseBytes } from '../invocation.ts'
import { closeServer, listenOnLoopback } from '../../listen.ts'
import { isFromBrowser } from '../../browser-check.ts'
import { readBody } from '../read-body.ts'

export interface RuntimeInvocation {
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  readonly invokedArn: string
  /** Since 1970, as the sandbox's own clock counts. */
  readonly deadlineMs: number
  readonly traceId: string
  /** JSON text of what the caller gave as client context. */
  readonly clientContext: string | undefined
}

export type RuntimeEvent =
  /** The runtime is ready for the next invocation. What it wrote before belongs to the last one. */
  | { readonly kind: 'next' }
  | { readonly kind: 'response'; readonly payload: string }
  | { readonly kind: 'response-too-large' }
  | { readonly kind: 'error'; readonly payload: string }
  | { readonly kind: 'init-error'; readonly payload: string }

export interface RuntimeApi {
  readonly port: number
  hand(invocation: RuntimeInvocation): void
  close(): Promise<void>
}

const root = '/2018-06-01/runtime'

/**
 * Starts the API on a free port, one for each sandbox, since the runtime client knows a host and a port only.
 *
 * It is plain node:http: `next` is a long poll whose answer comes from elsewhere, and every microsecond here is in each
 * invocation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(onEvent: (event: RuntimeEvent) => void): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined
  let openRequestId: string | undefined

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { text, isTooLarge } = await readBody(incoming, maxResponseBytes)
    const route = `${incoming.method} ${incoming.url}`
    if (isFromBrowser(incoming.headers))
      return refuse(outgoing, 403, 'AccessDenied', 'Browsers are not served.')
    if (route === `GET ${root}/invocation/next`) {
      if (waiting !== undefined || openRequestId !== undefined) return refuse(outgoing, 403, ...badState)
      waiting = outgoing
      return onEvent({ kind: 'next' })
    }
    if (route === `POST ${root}/init/error`) {
      accept(outgoing)
      return onEvent({ kind: 'init-error', payload: text })
    }
    const [, requestId, verb] = answerPattern.exec(route) ?? []
    if (verb === undefined) return refuse(outgoing, 404, 'NotFound', 'The Runtime API has no such path.')
    if (requestId !== openRequestId) return refuse(outgoing, 400, 'InvalidRequestID', 'Invalid request ID')

    openRequestId = undefined
    if (isTooLarge) {
      refuse(
        outgoing,
        413,
        'RequestEntityTooLarge',
        `Exceeded maximum allowed payload size (${maxResponseBytes} bytes).`,
      )
      return onEvent({ kind: 'response-too-large' })
    }
    accept(outgoing)
    if (verb === 'error') return onEvent({ kind: 'error', payload: text })
    return onEvent(streamError(incoming) ?? { kind: 'response', payload: text })
  }

  const server = createServer({ requestTimeout: 0 }, (incoming, outgoing) => {
    // The exit of a killed sandbox ends its open request.
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  const port = await listenOnLoopback(server, 0, 'own-checks')
  // A frozen sandbox keeps its connection for as long as it likes.
  server.keepAliveTimeout = 0

  return {
    port,
    hand({ requestId, payload, invokedArn, deadlineMs, traceId, clientContext }) {
      openRequestId = requestId
      waiting?.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Lambda-Runtime-Deadline-Ms': String(Math.round(deadlineMs)),
        'Lambda-Runtime-Invoked-Function-Arn': invokedArn,
        'Lambda-Runtime-Trace-Id': traceId,
        ...(clientContext !== undefined && { 'Lambda-Runtime-Client-Context': clientContext }),
      })
      waiting?.end(payload)
      waiting = undefined
    },
    close: () => closeServer(server),
  }
}

const answerPattern = /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/

const badState = ['InvalidStateTransition', 'State transition is not allowed'] as const

const accept = (outgoing: ServerResponse) => outgoing.writeHead(202, json).end('{"status":"OK"}')

const refuse = (outgoing: ServerResponse, status: number, errorType: string, errorMessage: string): void => {
  outgoing.writeHead(status, json).end(JSON.stringify({ errorType, errorMessage }))
}

const json = { 'Content-Type': 'application/json' }

/** A function that streams can fail after its first bytes; it says so in a trailer. */
const streamError = (incoming: IncomingMessage): RuntimeEvent | undefined => {
  const body = incoming.trailers['lambda-runtime-function-error-body']
  return typeof body === 'string'
    ? { kind: 'error', payload: Buffer.from(body, 'base64').toString('utf8') }
    : undefined
}
