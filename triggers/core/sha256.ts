/** SHA-256 without an import: `node:crypto` is loaded by Lambda's own runtime client before any handler. */

/** The hash of a list of texts, in hexadecimal. Lengths are part of it, so that no two lists run together. */
export function sha256(...parts: readonly string[]): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}
