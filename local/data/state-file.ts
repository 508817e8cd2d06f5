/** Keeps one value in a file, so that a crash at any moment leaves the value of before or the new one. */
import { createHash } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { parseJson } from '../parse-json.ts'

/** What is in the file before the value: one line of JSON. */
interface Head {
  /** Goes up when the shape of the value changes. */
  readonly format: number
  readonly sha256: string
}

/** The value as bytes: Maps, Sets, big integers and bytes stay what they are. */
export function packState(state: unknown, format: number): Buffer {
  const body = serialize(state)
  const head: Head = { format, sha256: digest(body) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body])
}

/** Undefined when there is no file.
 * @throws Error with one sentence when it is not a whole value of this format; the file stays as it is */
export async function readState(path: string, format: number): Promise<unknown> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isObject(error) && error['code'] === 'ENOENT') return undefined
    throw new Error(refusal(path, `cannot be read (${isObject(error) ? String(error['code']) : 'unknown'})`))
  })
  if (bytes === undefined) return undefined
  const end = bytes.indexOf('\n')
  const head = parseJson(bytes.subarray(0, Math.max(end, 0)).toString('utf8'))
  const body = bytes.subarray(end + 1)
  if (!isObject(head) || head['sha256'] !== digest(body)) throw new Error(refusal(path, 'is damaged'))
  if (head['format'] !== format) throw new Error(refusal(path, 'was written by another version'))
  return deserialize(body)
}

/** Only the owner may read the file: it holds passwords, tokens and a key. */
export async function writeState(path: string, bytes: Buffer): Promise<void> {
  const fresh = `${path}.new`
  {
    await using file = await open(fresh, 'w', 0o600)
    await file.chmod(0o600)
    await file.writeFile(bytes)
    await file.sync()
  }
  await rename(fresh, path)
  await using folder = await open(dirname(path), 'r')
  await folder.sync()
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function refusal(path: string, why: string): string {
  return `${path} ${why}: name another folder for --data, or move the file away. It is left as it is.`
}
