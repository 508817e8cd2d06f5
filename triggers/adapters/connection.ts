/** The sockets to a service: kept open between calls, as many as there are calls at once, and not reused after a pause. */
import type { IncomingMessage, RequestOptions } from 'node:http'
import { type Clock, systemClock } from '../core/deadline.ts'
import { awsEndpoint } from './aws-endpoint.ts'
import type { AwsService } from './aws-services.ts'

/** A service's endpoint with the sockets that every client of it shares. */
export interface Connection {
  readonly url: URL
  /** Sends one request. When a kept socket turns out to be dead, all kept ones are dropped and the request is sent once
   * more over a new one. Use this only where the service may receive a request twice. */
  request(options: RequestOptions, body: string | Uint8Array): Promise<IncomingMessage>
}

interface ConnectionOptions {
  /** `each-request` opens a new socket for each request, for what must not be sent twice. Default `kept`. */
  readonly sockets?: 'kept' | 'each-request'
  readonly clock?: Pick<Clock, 'epochMs'>
}

/** A socket that idled for longer is not used again, in milliseconds. A frozen sandbox does not notice that the other
 * side closed a socket: the next byte is answered with a reset, or is lost. S3 closes sockets after 20 s and NAT
 * gateways forget them after 350 s. A new connection costs one handshake.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
 * @see https://github.com/aws/aws-sdk-js-v3/issues/1196 */
export const maxIdleMs = 15_000

/** A connection to an AWS service. */
export function connectTo(service: AwsService, clock: Pick<Clock, 'epochMs'> = systemClock): Connection {
  return openConnection(awsEndpoint(service), { clock })
}

/** A connection to any HTTP service. It takes built-in modules from the process: an ESM `import 'node:http'` alone
 * nearly doubles a cold start.
 * @see https://github.com/nodejs/node/issues/59686 */
export function openConnection(
  url: URL,
  { sockets = 'kept', clock = systemClock }: ConnectionOptions = {},
): Connection {
  const client =
    url.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http')
  const agent = new client.Agent({ keepAlive: sockets === 'kept' })
  // The time of day goes on while a sandbox is frozen. The monotonic clock may stop.
  const usedAtMs = new WeakMap<object, number>()
  const idleSockets = () => Object.values(agent.freeSockets).flatMap((idle = []) => idle)
  const dropIdle = (): void => idleSockets().forEach((socket) => socket.destroy())
  const isStale = (socket: object): boolean =>
    Math.abs(clock.epochMs() - (usedAtMs.get(socket) ?? 0)) > maxIdleMs

  return {
    url,
    async request(options, body) {
      if (idleSockets().some(isStale)) dropIdle()
      for (let isRepeat = false; ; isRepeat = true) {
        const request = client.request(url, { ...options, agent })
        try {
          return await new Promise((resolve, reject) => {
            request.on('socket', (socket) => usedAtMs.set(socket, clock.epochMs()))
            request.on('response', resolve).on('error', reject).end(body)
          })
        } catch (error) {
          if (!request.reusedSocket) throw error
          // When one kept socket is dead, all are.
          dropIdle()
          if (isRepeat || options.signal?.aborted === true) throw error
        }
      }
    },
  }
}

/** Opens `count` sockets at once, TLS included, by a request that changes nothing and needs no signature. Never
 * rejects: the step that needs the service fails by its own policy and is counted there. */
export async function openSockets(
  connection: Connection,
  probe: Pick<RequestOptions, 'method' | 'path'>,
  count = 1,
): Promise<void> {
  const ask = async (): Promise<void> => {
    const response = await connection.request(probe, '')
    response.resume()
    await new Promise((resolve) => response.once('close', resolve))
  }
  await Promise.allSettled(Array.from({ length: count }, ask))
}
