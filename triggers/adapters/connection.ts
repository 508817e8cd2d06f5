/** Where an AWS service is, and the sockets to it: kept open between calls, and never trusted after a pause. */
import type { IncomingMessage, RequestOptions } from 'node:http'
import { type Clock, systemClock } from '../core/deadline.ts'

/** A service's endpoint with the sockets that every client of it shares. */
export interface Connection {
  readonly url: URL
  /** Sends one request. When a kept socket turns out to be dead, all kept ones are dropped and the request is sent once more
   * over a new one: only for what a service may be asked twice. */
  request(options: RequestOptions, body: string | Uint8Array): Promise<IncomingMessage>
  /** Opens the socket, TLS included, by a request that needs no signature. Never rejects. */
  open(): Promise<void>
}

interface ConnectionOptions {
  /** A request that changes nothing and needs no signature. Default `HEAD` at the endpoint. */
  readonly probe?: Pick<RequestOptions, 'method' | 'path'>
  /** `each-request` has a new socket for each: for what must not be sent twice. Default `kept`. */
  readonly sockets?: 'kept' | 'each-request'
  readonly clock?: Pick<Clock, 'epochMs'>
}

/** A socket that idled for longer is not used again, in milliseconds. While a sandbox is frozen, nobody hears that the other
 * side closed a socket: the next byte is answered with a reset, or is lost. S3 closes after 20 s and NAT gateways forget
 * after 350 s; a new connection costs one handshake.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
 * @see https://github.com/aws/aws-sdk-js-v3/issues/1196 */
export const maxIdleMs = 15_000

/** The connection to the table or the user pool, which triggers open during init. */
export function connectTo(
  service: keyof typeof connectedInInit,
  clock: Pick<Clock, 'epochMs'> = systemClock,
): Connection {
  const endpoint = awsEndpoint(service, connectedInInit[service])
  return openConnection(endpoint, { probe: { method: 'GET', path: '/ping' }, clock })
}

const connectedInInit = { dynamodb: 'DYNAMODB', 'cognito-idp': 'COGNITO_IDENTITY_PROVIDER' } as const

/** A connection to any HTTP service. Built-in modules are taken from the process: an ESM `import 'node:http'` alone
 * nearly doubles a cold start.
 * @see https://github.com/nodejs/node/issues/59686 */
export function openConnection(
  url: URL,
  { probe = { method: 'HEAD' }, sockets = 'kept', clock = systemClock }: ConnectionOptions = {},
): Connection {
  const client =
    url.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http')
  const agent = new client.Agent({ keepAlive: sockets === 'kept' })
  // The time of day goes on while a sandbox is frozen; the monotonic clock need not.
  const usedAtMs = new WeakMap<object, number>()
  const idleSockets = () => Object.values(agent.freeSockets).flatMap((idle = []) => idle)
  const dropIdle = (): void => idleSockets().forEach((socket) => socket.destroy())
  const isStale = (socket: object): boolean =>
    Math.abs(clock.epochMs() - (usedAtMs.get(socket) ?? 0)) > maxIdleMs

  const connection: Connection = {
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
          // Where one died, all did.
          dropIdle()
          if (isRepeat || options.signal?.aborted === true) throw error
        }
      }
    },
    async open() {
      if (sockets !== 'kept') return
      try {
        const response = await connection.request(probe, '')
        response.resume()
        await new Promise((resolve) => response.once('close', resolve))
      } catch {
        // The step that needs the service will fail by its policy and be counted there.
      }
    },
  }
  return connection
}

/** Where an AWS service is: in the function's Region, or where the SDK's own variables say, by its name in them.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function awsEndpoint(service: string, nameInVariable: string): URL {
  const all = 'AWS_ENDPOINT_URL'
  const endpoint = process.env[`${all}_${nameInVariable}`] ?? process.env[all]
  return new URL(endpoint ?? `https://${service}.${functionRegion()}.amazonaws.com/`)
}

/** The Region of the function. @throws TypeError outside of Lambda without `AWS_REGION`. */
export function functionRegion(): string {
  return setting('AWS_REGION', 'run inside Lambda, or set it')
}

/** The name of the suite's table. @throws TypeError when the function was deployed without it. */
export function tableName(): string {
  return setting('TABLE_NAME', 'give the function the name of the suite table')
}

/** A variable that the function was deployed with. @throws TypeError, with the advice, when it is missing or empty. */
export function setting(name: string, advice: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new TypeError(`${name} is not set: ${advice}`)
  return value
}
