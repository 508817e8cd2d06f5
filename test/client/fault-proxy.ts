/** A proxy before a user pool that throttles, and breaks connections before and after a request was forwarded. */
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** `lost-request` never reaches the pool; of `lost-answer` the pool knows and the caller does not. */
export type ProxyFault = 'throttled' | 'lost-request' | 'lost-answer' | 'none'

export interface ProxiedCall {
  /** Such as `SignUp`. */
  readonly operation: string
  readonly username: string
  /** How often this user has asked for this operation, counted from 1. */
  readonly nth: number
}

export interface FaultProxy {
  readonly endpoint: string
  /** What was done to how many calls. */
  readonly counts: ReadonlyMap<ProxyFault, number>
  close(): Promise<void>
}

export async function startFaultProxy(
  target: string,
  choose: (call: ProxiedCall) => ProxyFault,
): Promise<FaultProxy> {
  const counts = new Map<ProxyFault, number>()
  const asked = new Map<string, number>()
  const agent = new Agent({ keepAlive: true })

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(incoming)
    const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '')
    const input: { Username?: string; AuthParameters?: { USERNAME?: string } } = JSON.parse(body)
    const username = input.Username ?? input.AuthParameters?.USERNAME ?? ''
    const key = `${operation} ${username}`
    const nth = (asked.get(key) ?? 0) + 1
    asked.set(key, nth)
    const fault = choose({ operation, username, nth })
    counts.set(fault, (counts.get(fault) ?? 0) + 1)
    switch (fault) {
      case 'throttled':
        answer(response, 400, '{"__type":"TooManyRequestsException","message":"Rate exceeded"}')
        return
      case 'lost-request':
        response.destroy()
        return
      case 'lost-answer':
        await forward(target, agent, incoming, body)
        response.destroy()
        return
      case 'none': {
        const forwarded = await forward(target, agent, incoming, body)
        answer(response, forwarded.status, forwarded.body)
      }
    }
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    counts,
    async close() {
      const closed = new Promise((resolve) => void server.close(resolve))
      server.closeAllConnections()
      agent.destroy()
      await closed
    },
  }
}

interface Forwarded {
  readonly status: number
  readonly body: string
}

function forward(target: string, agent: Agent, incoming: IncomingMessage, body: string): Promise<Forwarded> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': incoming.headers['x-amz-target'],
      'content-length': Buffer.byteLength(body),
    }
    request(target, { method: 'POST', agent, headers }, (response) => {
      text(response).then(
        (answered) => resolve({ status: response.statusCode ?? 500, body: answered }),
        reject,
      )
    })
      .on('error', reject)
      .end(body)
  })
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port')
  return address.port
}
