/** Serves a fetch-style handler on 127.0.0.1. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { closeServer, listenOnLoopback } from '../listen.ts'

export interface Listener {
  readonly port: number
  readonly close: () => Promise<void>
}

/** Port 0 takes a free one. @throws Error with one sentence when the port is taken. */
export async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<Listener> {
  const answer = getRequestListener(handle)
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  const taken = await listenOnLoopback(server, port, 'own-checks')
  return { port: taken, close: () => closeServer(server) }
}
