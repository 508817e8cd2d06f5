/** Serves a small HTTP service on a free port of 127.0.0.1. */
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { closeServer, listenOnLoopback } from './listen.ts'

export interface Served {
  readonly endpoint: string
  close(): Promise<void>
}

export async function serve(app: Hono): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch })
  if (!('closeAllConnections' in server)) throw new TypeError('A local service needs an HTTP/1 server.')
  const port = await listenOnLoopback(server, 0)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}
