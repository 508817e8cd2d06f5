/** A way to a service whose connections die as they do while a sandbox is frozen: unnoticed by the one who kept them. */
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'

/** `reset`: the next byte is answered with RST, since the FIN was lost. `swallowed`: bytes are lost without a word, as
 * behind a NAT gateway that has forgotten. `fin`: the end has arrived, and has not been read yet. */
export const deaths = ['reset', 'swallowed', 'fin'] as const
export type Death = (typeof deaths)[number]

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What the service does with a request: answers, cuts the connection, or keeps silent. */
export type Respond = (request: IncomingMessage) => Answer | 'cut' | 'hang'

export interface DyingService {
  readonly origin: string
  /** Requests that have reached the service. */
  requests(): number
  /** Connections that were ever made. */
  opened(): number
  /** Connections that are open. */
  connections(): number
  respond(respond: Respond): void
  /** Holds answers back until this many requests wait side by side, so that each has its own connection. */
  hold(requests: number): void
  kill(how: Death): void
  close(): Promise<void>
}

export async function startDyingService(): Promise<DyingService> {
  let respond: Respond = () => ({})
  let count = 0
  let held = 1
  let waiting: (() => void)[] = []
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const given = respond(request)
    if (given === 'cut') {
      request.socket.resetAndDestroy()
      return
    }
    if (given === 'hang') return
    const { status = 200, headers = {}, body = '' } = given
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
  // Longer than any test: the service itself never closes a connection.
  const service = createHttpServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    count += 1
    request.resume()
    waiting.push(() => answer(request, response))
    if (waiting.length < held) return
    const ready = waiting
    waiting = []
    held = 1
    for (const go of ready) go()
  })
  const servicePort = await listenOnLoopback(service, 0)

  const open = new Map<Socket, Socket>()
  const dead = new Set<Socket>()
  let opened = 0
  const way = createServer((client) => {
    const upstream = connect(servicePort, '127.0.0.1')
    open.set(client, upstream)
    opened += 1
    for (const socket of [client, upstream]) socket.on('error', () => {})
    upstream.on('close', () => {
      if (open.delete(client)) client.resetAndDestroy()
    })
    client.on('close', () => {
      open.delete(client)
      dead.delete(client)
      upstream.destroy()
    })
    client.pipe(upstream).pipe(client)
  })
  way.listen(0, '127.0.0.1')
  await once(way, 'listening')
  const address = way.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => count,
    opened: () => opened,
    connections: () => open.size,
    respond(next) {
      respond = next
      count = 0
    },
    hold(requests) {
      held = requests
    },
    kill(how) {
      for (const [client, upstream] of open) {
        open.delete(client)
        dead.add(client)
        client.unpipe()
        upstream.unpipe()
        upstream.destroy()
        client.on('data', () => {
          if (how === 'reset') client.resetAndDestroy()
        })
        client.resume()
        if (how === 'fin') client.end()
      }
    },
    async close() {
      for (const socket of [...open.keys(), ...dead]) socket.destroy()
      const closed = once(way, 'close')
      way.close()
      await closed
      await closeServer(service)
    },
  }
}
