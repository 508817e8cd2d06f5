/** SHA-256 without an import: Lambda's own runtime client loads `node:crypto` before any handler. */

/** The hash of a list of texts, in hexadecimal. The lengths are part of it, so that two different lists never give the
 * same text. */
export function sha256(...parts: readonly string[]): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}
