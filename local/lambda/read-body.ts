/** Reads the body of a request without letting it fill the memory. */
import type { IncomingMessage } from 'node:http'

export interface Body {
  /** Empty when too large. */
  readonly text: string
  /** The same, as it came. */
  readonly bytes: Buffer
  readonly isTooLarge: boolean
}

/** A body that is too large is read to its end and dropped: a client that is cut off while it sends does not see the
 * answer. */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = []
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  })
  await new Promise<void>((resolve, reject) => {
    incoming.on('end', resolve)
    incoming.on('error', reject)
  })
  const isTooLarge = bytes > maxBytes
  const all = Buffer.concat(isTooLarge ? [] : chunks)
  return { text: all.toString('utf8'), bytes: all, isTooLarge }
}
