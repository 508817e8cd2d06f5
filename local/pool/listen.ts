/** Listens on 127.0.0.1 and ends without leaving a connection behind. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'

export type Listener = { readonly port: number; readonly close: () => Promise<void> }

/** Port 0 takes a free one. @throws Error with one sentence when the port is taken. */
export async function listen(
  handle: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<Listener> {
  const answer = getRequestListener(handle)
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)))
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function explain(error: Error, port: number): Error {
  const isTaken = 'code' in error && error.code === 'EADDRINUSE'
  return isTaken
    ? new Error(`Port ${port} is taken; stop what listens there, or use --port 0 to take free ports.`)
    : error
}
