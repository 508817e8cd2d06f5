/** Opens a server on 127.0.0.1 and nowhere else. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { refuseBrowsers } from './browser-check.ts'

/** `refuses-browsers`: no web page gets an answer. `own-checks`: the server is for browsers, or refuses them itself. */
export type BrowserAccess = 'refuses-browsers' | 'own-checks'

/** The idle time between two requests of a connection. A client that calls later makes a new connection. With Node's 5 s,
 * a sandbox that was frozen in between, or a client on a busy machine, wrote to a connection that was just being closed. */
const keepAliveMs = 60_000

/** Resolves with the port, which is a free one for port 0; rejects with one sentence when the port is taken. */
export async function listenOnLoopback(
  server: Server,
  port: number,
  access: BrowserAccess = 'refuses-browsers',
): Promise<number> {
  if (access === 'refuses-browsers') refuseBrowsers(server)
  server.keepAliveTimeout = keepAliveMs
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      const advice = 'stop what listens there, or start with --port 0.'
      throw new Error(`Port ${port} on 127.0.0.1 is in use: ${advice}`, { cause: error })
    }
    throw error
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

export interface Served {
  readonly endpoint: string
  readonly close: () => Promise<void>
}

/** The same, with the server's address and its end. */
export async function open(server: Server, port: number, access?: BrowserAccess): Promise<Served> {
  const taken = await listenOnLoopback(server, port, access)
  return { endpoint: `http://127.0.0.1:${taken}`, close: () => closeServer(server) }
}

/** Closes the server at once: connections that are open are cut. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
