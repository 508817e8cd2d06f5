/** An HTTP server that a caller's stand-in answers by: whole requests in, whole answers out, with the sizes bounded. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { readBody } from '../lambda/read-body.ts'
import { open, type Served } from '../listen.ts'

export type Headers = readonly (readonly [name: string, value: string])[]

export interface DoorRequest {
  readonly method: string
  /** As sent, without the query. */
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  /** As sent, in their order; repeats stand twice. */
  readonly headers: Headers
  readonly body: Buffer
  readonly clientIp: string
  /** The value of `X-Amzn-Trace-Id`. */
  readonly traceId: string
  readonly port: number
}

export interface DoorAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string | Buffer
}

/** One exchange, told when it has ended. */
export interface DoorExchange {
  readonly traceId: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly startedAtMs: number
  readonly durationMs: number
  readonly status: number
}

export interface DoorOptions {
  /** 0 picks a free one. */
  readonly port: number
  readonly clock: Clock
  readonly maxBodyBytes: number
  /** Judges the request line and the headers, before the body is read. */
  readonly refuse: (request: Omit<DoorRequest, 'body'>) => DoorAnswer | undefined
  readonly tooLarge: DoorAnswer
  readonly answer: (request: DoorRequest) => Promise<DoorAnswer>
  readonly onExchange: (exchange: DoorExchange) => void
  /** Also for an answer that HTTP cannot carry, such as a header with a line break. */
  readonly failed: DoorAnswer
}

/** More than any caller takes, so that its own answer is seen. */
const maxHeaderSize = 131_072

/** Listens on 127.0.0.1. Pages of a browser may ask, but by no other name. */
export function openDoor(options: DoorOptions): Promise<Served> {
  const server = createServer(
    { maxHeaderSize },
    (incoming, outgoing) => void exchange(incoming, outgoing, options),
  )
  return open(server, options.port, 'own-checks')
}

async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: DoorOptions,
): Promise<void> {
  try {
    await write(outgoing, await answer(incoming, options))
  } catch {
    if (!outgoing.headersSent) await write(outgoing, options.failed).catch(() => outgoing.destroy())
  }
}

async function answer(incoming: IncomingMessage, options: DoorOptions): Promise<DoorAnswer> {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(incoming.headers.host ?? '')) {
    incoming.resume()
    return plain(403, 'Ask by a loopback address.')
  }
  const request = readHead(incoming, options.clock)
  // A whole address, which is for proxies, or the `*` of OPTIONS would stand in the event as a path.
  const refused = request.path.startsWith('/') ? options.refuse(request) : plain(400, 'Ask for a path.')
  if (refused !== undefined) {
    incoming.resume()
    return refused
  }
  const { bytes, isTooLarge } = await readBody(incoming, options.maxBodyBytes)
  if (isTooLarge) return options.tooLarge
  const { clock, onExchange } = options
  const startedAtMs = clock.epochMs()
  const given = await options.answer({ ...request, body: bytes }).catch(() => options.failed)
  const { traceId, method, path } = request
  onExchange({
    traceId,
    method,
    path,
    startedAtMs,
    durationMs: clock.epochMs() - startedAtMs,
    status: given.status,
  })
  return given
}

export function plain(status: number, body: string, contentType = 'text/plain'): DoorAnswer {
  return { status, headers: [['content-type', contentType]], body }
}

function readHead(incoming: IncomingMessage, clock: Clock): Omit<DoorRequest, 'body'> {
  const { rawHeaders, method = 'GET', url = '/', socket } = incoming
  const at = url.indexOf('?')
  return {
    method,
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? '' : url.slice(at + 1),
    headers: rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
    ),
    clientIp: socket.remoteAddress ?? '127.0.0.1',
    traceId: knownTrace(incoming.headers['x-amzn-trace-id']) ?? makeTraceId(clock),
    port: socket.localPort ?? 0,
  }
}

/** A door keeps the trace that a door before it began. */
function knownTrace(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/.exec(header)?.[0] : undefined
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-traceids */
function makeTraceId(clock: Clock): string {
  const seconds = Math.floor(clock.epochMs() / 1_000)
  return `Root=1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`
}

async function write(outgoing: ServerResponse, { status, headers, body }: DoorAnswer): Promise<void> {
  const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length'])
  const kept = headers.filter(([name]) => !hopByHop.has(name.toLowerCase()))
  const length = ['content-length', String(Buffer.byteLength(body))]
  outgoing.writeHead(status, [...kept.flat(), ...(status === 204 || status === 304 ? [] : length)])
  await new Promise<void>((resolve) => outgoing.end(body, resolve))
}

/** Every header by its name in lower case, in the order of their first. */
export function groupHeaders(headers: Headers): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
}

/** What each door adds for the code behind it. */
export function withForwarded({ headers, clientIp, traceId, port }: DoorRequest): Headers {
  const added = new Set(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id'])
  const before = headers
    .filter(([name]) => name.toLowerCase() === 'x-forwarded-for')
    .map(([, value]) => value)
  return [
    ...headers.filter(([name]) => !added.has(name.toLowerCase())),
    ['x-forwarded-for', [...before, clientIp].join(', ')],
    ['x-forwarded-port', String(port)],
    ['x-forwarded-proto', 'http'],
    ['x-amzn-trace-id', traceId],
  ]
}

/** Text goes as it is where the door says so, everything else as base64. */
export function encodeBody(
  { body }: Pick<DoorRequest, 'body'>,
  isText: boolean,
): { readonly body: string; readonly isBase64Encoded: boolean } {
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}
