/** A service on this machine that answers as a test tells it, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { closeServer, listenOnLoopback } from '../../../local/listen.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The status and the body; undefined never answers. */
export type Answer = readonly [status: number, body: unknown] | undefined

export interface ServiceDouble {
  readonly endpoint: string
  readonly received: Received[]
  /** The requests that carry a body, which those that only connect do not. */
  readonly calls: () => readonly Received[]
  answer(next: (request: Received, count: number) => Answer): void
  close(): Promise<void>
}

export async function startServiceDouble(
  first: (request: Received, count: number) => Answer = () => [200, {}],
): Promise<ServiceDouble> {
  let answer = first
  const received: Received[] = []
  const calls = (): readonly Received[] => received.filter(({ method }) => method === 'POST')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const asked = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') }
      received.push(asked)
      const answered = method === 'POST' ? answer(asked, calls().length) : ([200, ''] as const)
      if (answered === undefined) return
      const [status, body] = answered
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  const port = await listenOnLoopback(server, 0)
  return {
    endpoint: `http://127.0.0.1:${port}/`,
    received,
    calls,
    answer: (next) => {
      answer = next
    },
    close: () => closeServer(server),
  }
}
