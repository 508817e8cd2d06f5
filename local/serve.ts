/** Serves a small HTTP service on 127.0.0.1. */
import { createServer } from 'node:http'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { type BrowserAccess, open, type Served } from './listen.ts'

interface App {
  fetch(request: Request, bindings: HttpBindings | Http2Bindings): Response | Promise<Response>
}

/** Port 0 picks a free one. @throws Error with one sentence when the port is taken. */
export function serve(app: App, port = 0, access: BrowserAccess = 'refuses-browsers'): Promise<Served> {
  const answer = getRequestListener((request, bindings) => app.fetch(request, bindings))
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  return open(server, port, access)
}
