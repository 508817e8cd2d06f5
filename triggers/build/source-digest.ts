/** Tells whether a source has changed since the build. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isObject, own, readJson } from '../core/json.ts'

/** The files that a bundle was built from with their digests, by path from the project's folder; undefined when the list
 * cannot be read. */
export function readSources(metaFile: string): ReadonlyMap<string, unknown> | undefined {
  const sources = own(readNote(metaFile), 'sources')
  return isObject(sources) ? new Map(Object.entries(sources)) : undefined
}

/** The digest of the bundle as the build wrote it; undefined when the note does not hold it. */
export function readCodeDigest(metaFile: string): unknown {
  return own(readNote(metaFile), 'code')
}

function readNote(metaFile: string): unknown {
  return existsSync(metaFile) ? readJson(readFileSync(metaFile, 'utf8')) : undefined
}

/** The first of them that is not as it was. */
export function findChanged(project: string, sources: ReadonlyMap<string, unknown>): string | undefined {
  return [...sources].find(([file, sha256]) => sha256OfFile(resolve(project, file)) !== sha256)?.[0]
}

/** In hex; undefined for a missing file. */
export function sha256OfFile(path: string): string | undefined {
  return existsSync(path) ? sha256Of(readFileSync(path)) : undefined
}

/** In hex. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
