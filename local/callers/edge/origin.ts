/** Asks the origin of a distribution, which is on this machine or is not asked. */
import { request as send } from 'node:http'
import type { DoorAnswer } from '../door.ts'
import type { OriginModel } from './model.ts'
import { isDisallowed } from './headers.ts'
import type { OriginRequest } from './viewer-request.ts'

/** `address` is where it is on this machine. Without one, the answer tells what the origin would have got. */
export function askOrigin(
  { method, path, query, headers, body }: OriginRequest,
  origin: OriginModel,
  address: string | undefined,
): Promise<DoorAnswer> {
  const target = `${origin.path}${path}${query === '' ? '' : `?${query}`}`
  const kept = headers.filter(
    ([name]) => !['host', 'content-length', 'transfer-encoding'].includes(name.toLowerCase()),
  )
  if (address === undefined) {
    const told = { origin: origin.domainName, method, path: target, headers: kept, body: body.toString() }
    return Promise.resolve({
      status: 200,
      headers: [
        ['content-type', 'application/json'],
        ['cache-control', 'no-store'],
      ],
      body: JSON.stringify(told),
    })
  }
  const { host, hostname, port } = new URL(address)
  const all = [['host', host], ['via', '1.1 local.cloudfront.net (CloudFront)'], ...kept]
  return new Promise((resolve, reject) => {
    const asked = send(
      {
        hostname,
        port,
        path: target,
        method,
        headers: [...all.flat(), 'content-length', String(body.length)],
      },
      (response) => {
        const chunks: Buffer[] = []
        const { rawHeaders } = response
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 502,
            headers: rawHeaders
              .flatMap((name, index) =>
                index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
              )
              .filter(([name]) => !isDisallowed(name.toLowerCase())),
            body: Buffer.concat(chunks),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
