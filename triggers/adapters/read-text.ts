/** Reads the body of an answer, up to a bound. */
import type { IncomingMessage } from 'node:http'

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
