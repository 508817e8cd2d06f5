/** Reads files of text and JSON that people and their editors write. */
import { closeSync, openSync, readSync } from 'node:fs'
import { isObject, type RawObject } from '../core/json.ts'

const largestBytes = 100_000_000

/** Reads a file, a pipe or a device, at most 100 MB.
 * @throws Error of the file system, or TypeError with the end of a sentence */
function readBytes(file: string): Uint8Array {
  const source = openSync(file, 'r')
  try {
    const chunks: Buffer[] = []
    for (let size = 0; size <= largestBytes;) {
      const chunk = Buffer.allocUnsafe(1_000_000)
      const length = readSync(source, chunk)
      if (length === 0) return Buffer.concat(chunks)
      chunks.push(chunk.subarray(0, length))
      size += length
    }
    throw new TypeError('has no end, or is larger than 100 MB')
  } finally {
    closeSync(source)
  }
}

/** @throws Error of the file system, or TypeError with the end of a sentence */
export function readTextFile(file: string): string {
  return decodeText(readBytes(file))
}

/** A mark of UTF-8 before the text is left out, as npm and the CDK do.
 * @throws TypeError with the end of a sentence: what the bytes are instead */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0)) {
    throw new TypeError(
      isUtf16(bytes) ? 'is encoded as UTF-16 and not as UTF-8' : 'is no text, since it holds zero bytes',
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new TypeError('is not encoded as UTF-8', { cause: error })
  }
}

/** With its mark, or text of which every other byte is zero. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes
  return first + second === 0xff + 0xfe || (first === 0) !== (second === 0)
}

/** What is thrown of one sentence. */
type Refuse = (sentence: string, cause: unknown) => Error

/** @throws what `refuse` gives, default a TypeError, for one sentence that names the file and why it is no JSON object */
export function readJsonObjectFile(
  file: string,
  refuse: Refuse = (sentence, cause) => new TypeError(sentence, { cause }),
): RawObject {
  try {
    return parseJsonObject(readTextFile(file))
  } catch (error) {
    throw refuse(`${file} ${describeFault(error)}.`, error)
  }
}

/** @throws TypeError with the end of a sentence */
function parseJsonObject(text: string): RawObject {
  if (text.trim() === '') throw new TypeError('is empty: correct or restore it')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // Node's text may quote the file.
    const [place = ''] = /\(line \d+ column \d+\)/.exec(String(error)) ?? []
    throw new TypeError(`is no valid JSON${place && ` ${place}`}: correct or restore it`, { cause: error })
  }
  if (isObject(value)) return value
  throw new TypeError('holds no JSON object: correct or restore it')
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EISDIR: 'is a folder and no file',
  EACCES: 'cannot be read: you may not',
  EPERM: 'cannot be read: you may not',
}

/** Why a file cannot be read, as the end of a sentence. */
export function describeFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  if (code !== undefined) return faults[code] ?? `cannot be read (${code})`
  return error instanceof Error ? error.message : 'cannot be read'
}
