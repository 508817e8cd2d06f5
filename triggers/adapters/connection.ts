/** Where an AWS service is, and one keep-alive agent per service and sandbox, connected ahead of the first call. */
import type { Agent, IncomingMessage, RequestOptions } from 'node:http'

/** A service's endpoint with the agent that every client of it shares. */
export interface Connection {
  readonly url: URL
  readonly agent: Agent
  /** Sends one request over the agent. */
  request(options: RequestOptions, body: string): Promise<IncomingMessage>
  /** Opens the socket, TLS included, by a request that needs no signature. Never rejects. */
  open(): Promise<void>
}

/** AWS services that adapters call, with the variable by which the SDK lets an endpoint be set.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const endpointVariables = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  'cognito-idp': 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER',
  ssm: 'AWS_ENDPOINT_URL_SSM',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  codedeploy: 'AWS_ENDPOINT_URL_CODEDEPLOY',
} as const

export type AwsService = keyof typeof endpointVariables

interface ConnectionOptions {
  /** Sockets kept open; a sandbox answers one request at a time. */
  readonly maxSockets: number
  /** A request that changes nothing and needs no signature. */
  readonly probe: Pick<RequestOptions, 'method' | 'path'>
}

/** The connection to the table or the user pool, which triggers open during init. */
export function connectTo(service: 'dynamodb' | 'cognito-idp'): Connection {
  return openConnection(awsEndpoint(service), { maxSockets: 8, probe: { method: 'GET', path: '/ping' } })
}

/** A connection to any HTTP service. Built-in modules are taken from the process: an ESM `import 'node:http'` alone
 * nearly doubles a cold start.
 * @see https://github.com/nodejs/node/issues/59686 */
export function openConnection(
  url: URL,
  { maxSockets, probe }: ConnectionOptions = { maxSockets: 4, probe: { method: 'HEAD' } },
): Connection {
  const client =
    url.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http')
  const agent = new client.Agent({ keepAlive: true, maxSockets })
  const connection: Connection = {
    url,
    agent,
    request: (options, body) =>
      new Promise((resolve, reject) => {
        const request = client.request(url, { ...options, agent }, resolve)
        request.on('error', reject)
        request.end(body)
      }),
    async open() {
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

/** Where an AWS service is: in the function's Region, or where the SDK's own variables say. */
export function awsEndpoint(service: AwsService): URL {
  const endpoint = process.env[endpointVariables[service]] ?? process.env['AWS_ENDPOINT_URL']
  return new URL(endpoint ?? `https://${service}.${functionRegion()}.amazonaws.com/`)
}

/** The Region of the function. @throws TypeError outside of Lambda without `AWS_REGION`. */
export function functionRegion(): string {
  const region = process.env['AWS_REGION']
  if (region === undefined || region === '')
    throw new TypeError('AWS_REGION is not set: run inside Lambda, or set it')
  return region
}

/** The name of the suite's table. @throws TypeError when the function was deployed without it. */
export function tableName(): string {
  const name = process.env['TABLE_NAME']
  if (name === undefined || name === '')
    throw new TypeError('TABLE_NAME is not set: give the function the name of the suite table')
  return name
}
