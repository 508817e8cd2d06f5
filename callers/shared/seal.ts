/** Seals texts that leave the function: AES-256-GCM, by the first of at most two keys. Any of them opens. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'

export interface Sealer {
  /** @param purpose Only the same purpose opens it, so that one sealed text never passes for another. */
  seal(text: string, purpose: string, signal: AbortSignal): Promise<string>
  /** Undefined for what no key of ours has sealed for this purpose. */
  open(sealed: string, purpose: string, signal: AbortSignal): Promise<string | undefined>
}

/** The keys as an operator keeps them: one or two texts of 32 or more printable characters, parted by white space. */
export interface KeySecret {
  read(signal: AbortSignal): Promise<string>
  /** What is kept serves all others until the new text is there. */
  readAnew(signal: AbortSignal): Promise<string>
}

interface Key {
  readonly id: string
  readonly key: Uint8Array
}

/** After an unknown key the secret is read again, but not more often than this, in milliseconds: anybody can write a
 * cookie that names an unknown key. */
const pauseMs = 10_000

const ivBytes = 12
const tagBytes = 16

export function createSealer(
  secret: KeySecret,
  clock: Pick<Clock, 'epochMs'>,
  randomBytes: (size: number) => Uint8Array = (size) =>
    process.getBuiltinModule('node:crypto').randomBytes(size),
): Sealer {
  let kept: { readonly text: string; readonly keys: readonly Key[] } | undefined
  let rereadAtMs = -Infinity

  const keysOf = (text: string): readonly Key[] => {
    if (kept?.text === text) return kept.keys
    try {
      kept = { text, keys: deriveKeys(text) }
    } catch (error) {
      // What an operator mistyped takes nothing away from a copy that has keys.
      if (kept === undefined) throw error
    }
    return kept.keys
  }
  const readKeys = async (signal: AbortSignal) => keysOf(await secret.read(signal))
  const findKey = async (id: string, signal: AbortSignal): Promise<Key | undefined> => {
    const known = (await readKeys(signal)).find((key) => key.id === id)
    const nowMs = clock.epochMs()
    if (known !== undefined || nowMs - rereadAtMs < pauseMs) return known
    rereadAtMs = nowMs
    // Another copy of the function already seals with a new key.
    return keysOf(await secret.readAnew(signal)).find((key) => key.id === id)
  }

  return {
    async seal(text, purpose, signal) {
      const [first] = await readKeys(signal)
      if (first === undefined) throw new TypeError('there is no key to seal with')
      const iv = randomBytes(ivBytes)
      const cipher = process
        .getBuiltinModule('node:crypto')
        .createCipheriv('aes-256-gcm', first.key, iv)
        .setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${first.id}.${sealed.toString('base64url')}`
    },
    async open(sealed, purpose, signal) {
      const [, id = '', rest = ''] = /^([\da-f]{8})\.([\w-]+)$/.exec(sealed) ?? []
      const bytes = Buffer.from(rest, 'base64url')
      if (bytes.length < ivBytes + tagBytes) return undefined
      const found = await findKey(id, signal)
      if (found === undefined) return undefined
      try {
        const decipher = process
          .getBuiltinModule('node:crypto')
          .createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, ivBytes), {
            authTagLength: tagBytes,
          })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(-tagBytes))
        const opened = [decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]
        return Buffer.concat(opened).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}

/** @throws TypeError that does not quote the secret */
function deriveKeys(text: string): readonly Key[] {
  const texts = text.trim().split(/\s+/)
  if (texts.length > 2 || texts.some((each) => !/^[!-~]{32,}$/.test(each))) {
    throw new TypeError(
      'The secret of the sealing keys must hold one or two keys of 32 or more printable characters, parted by a space.',
    )
  }
  return texts.map((each) => {
    const derived = process
      .getBuiltinModule('node:crypto')
      .hkdfSync('sha256', each, '', 'cognito-trigger-suite seal', 36)
    const bytes = Buffer.from(derived)
    return { id: bytes.subarray(32).toString('hex'), key: bytes.subarray(0, 32) }
  })
}
