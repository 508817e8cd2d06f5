/** Tells whether a source has changed since the build. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'

/** In hex; undefined for a missing file. */
export function sha256OfFile(path: string): string | undefined {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined
}
