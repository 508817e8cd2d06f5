/** Keep-alive connections to what `connection.ts` does not know: parameter and secret stores, and services that are not AWS's. */
import type { IncomingMessage } from 'node:http'
import type { Connection } from './connection.ts'
import { functionRegion } from './connection.ts'

/** Connections that a trigger keeps open; a sandbox answers one request at a time. */
const maxSockets = 4

/** Where an AWS service is: in the function's Region, or where the SDK's own variables say.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function awsEndpoint(service: 'ssm' | 'secretsmanager'): URL {
  const variable = service === 'ssm' ? 'AWS_ENDPOINT_URL_SSM' : 'AWS_ENDPOINT_URL_SECRETS_MANAGER'
  const endpoint = process.env[variable] ?? process.env['AWS_ENDPOINT_URL']
  return new URL(endpoint ?? `https://${service}.${functionRegion()}.amazonaws.com/`)
}

/** A connection to any HTTP service. `open` sends a request that changes nothing, so that the socket stands. */
export function openConnection(url: URL): Connection {
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
        const response = await connection.request({ method: 'HEAD' }, '')
        response.resume()
        await new Promise((resolve) => response.once('close', resolve))
      } catch {
        // The step that needs the service will fail by its policy and be counted there.
      }
    },
  }
  return connection
}

/** The whole body as text. Rejects with `tooLong` when it is longer than `maxBytes`. */
export async function readText(
  response: IncomingMessage,
  maxBytes: number,
  tooLong: () => Error,
): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    if (!(chunk instanceof Buffer)) continue
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
