/** Node's own client: `fetch` joins headers, hides cookies of requests, and sets `Host` itself. */
import { request as send } from 'node:http'

export interface Asked {
  readonly status: number
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export function ask(
  address: string,
  headers: readonly string[] = [],
  {
    method = 'GET',
    body,
    host = new URL(address).host,
    path = new URL(address).pathname + new URL(address).search,
  }: {
    readonly method?: string
    readonly body?: string | Buffer
    readonly host?: string
    /** As it stands: an address would be normalized. */
    readonly path?: string
  } = {},
): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))]
    const asked = send(
      address,
      { method, path, headers: ['host', host, ...headers, ...length] },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            rawHeaders: response.rawHeaders,
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** The values of one header, in their order. */
export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}
