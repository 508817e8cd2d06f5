/** Stands between the functions and one dependency, and makes it slow, silent, throttled or gone on demand. */
import * as http from 'node:http'
import * as https from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { drip, answerError, answerThrottled } from './faults/answer.ts'
import type { Fault } from './faults/fault.ts'
import { open, type Served } from './listen.ts'

export interface ProxyExchange {
  readonly traceId: string
  /** The operation of an AWS service, else the path. */
  readonly operation: string
  readonly startedAtMs: number
  readonly durationMs: number
  /** Undefined when the connection broke before an answer. */
  readonly status: number | undefined
}

export interface FaultProxyOptions {
  readonly name: string
  /** Address of the dependency, such as `http://127.0.0.1:8000`. */
  readonly target: string
  /** Port on 127.0.0.1; 0 picks a free one. */
  readonly port: number
  /** A number from 0 up to 1, drawn once for each request that a fault with a rate may strike. */
  readonly random: () => number
  /** Default: the system's. */
  readonly clock?: Clock
  /** Called when a request that carries a trace has ended. */
  readonly onExchange?: (exchange: ProxyExchange) => void
  /** The fault of a request. Default: the one that was set. */
  readonly faultOf?: (headers: IncomingHttpHeaders) => Fault | null
}

/** Its `close` cuts every connection, hanging ones too. */
export interface FaultProxy extends Served {
  /** Applies to requests that arrive from now on. A request that already hangs stays so until its client goes away. */
  set(fault: Fault | null): void
  get(): Fault | null
}

/** Headers that belong to one connection, not to the message (RFC 9110, section 7.6.1). */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
])

/**
 * Starts the proxy; without a fault it adds well under a millisecond.
 *
 * It is plain node:http, because half of its faults (a reset, a silence, single bytes) need the socket itself, which
 * proxy libraries hide.
 */
export const startFaultProxy = async (options: FaultProxyOptions): Promise<FaultProxy> => {
  const target = new URL(options.target)
  const client = target.protocol === 'https:' ? https : http
  const { clock = systemClock } = options
  const agent = new client.Agent({ keepAlive: true })
  let current: Fault | null = null

  const server = http.createServer({ requestTimeout: 0 }, (incoming, outgoing) => {
    const fault = options.faultOf?.(incoming.headers) ?? current
    watch(incoming, outgoing, options)
    if (fault === null || !strikes(fault, options.random)) return forward(incoming, outgoing, pass)
    switch (fault.kind) {
      case 'latency':
        return afterDelay(clock, fault.ms, outgoing, () => forward(incoming, outgoing, pass))
      case 'hang':
        // Unread bytes would hide that the client has gone.
        return incoming.resume()
      case 'drip':
        return forward(incoming, outgoing, (answer) => drip(answer, outgoing, fault.everyMs, clock))
      case 'throttle':
        incoming.resume()
        return answerThrottled(options.name, outgoing)
      case 'error':
        incoming.resume()
        return answerError(options.name, outgoing)
      case 'outage':
        return incoming.socket.resetAndDestroy()
    }
  })

  const forward = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    respond: (answer: IncomingMessage, outgoing: ServerResponse) => void,
  ) => {
    const upstream = client.request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: withoutConnectionHeaders(incoming.headers),
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, withoutConnectionHeaders(answer.headers))
        respond(answer, outgoing)
      },
    )
    // A dependency that is really gone looks the same as without the proxy: the connection breaks.
    upstream.on('error', () => outgoing.destroy())
    outgoing.on('close', () => upstream.destroy())
    incoming.pipe(upstream)
  }

  const { endpoint, close } = await open(server, options.port)
  return {
    endpoint,
    set: (fault) => {
      current = fault
    },
    get: () => current,
    close: async () => {
      await close()
      agent.destroy()
    },
  }
}

const watch = (
  { headers, url = '' }: IncomingMessage,
  outgoing: ServerResponse,
  { clock = systemClock, onExchange }: FaultProxyOptions,
) => {
  const traceId = headers['x-amzn-trace-id']
  if (onExchange === undefined || typeof traceId !== 'string') return
  const startedAtMs = clock.epochMs()
  const target = headers['x-amz-target']
  const operation = (typeof target === 'string' ? target.split('.').at(-1) : url.split('?')[0]) ?? ''
  outgoing.on('close', () => {
    const status = outgoing.headersSent ? outgoing.statusCode : undefined
    onExchange({ traceId, operation, startedAtMs, durationMs: clock.epochMs() - startedAtMs, status })
  })
}

const strikes = (fault: Fault, random: () => number) => fault.rate === undefined || random() < fault.rate

const pass = (answer: IncomingMessage, outgoing: ServerResponse) =>
  // The error of a closed side is ignored: both sockets are closed by then.
  pipeline(answer, outgoing, () => {})

const afterDelay = (clock: Clock, ms: number, outgoing: ServerResponse, proceed: () => void) => {
  outgoing.on('close', clock.after(ms, proceed))
}

const withoutConnectionHeaders = (headers: IncomingMessage['headers']): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.has(name)))
