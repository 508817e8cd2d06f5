/** Tells whether the bundles are older than the sources that they were built from. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** True when a file in `sources` changed after the oldest bundle was written. */
export function isOutdated(bundles: string, sources: string): boolean {
  const builtAtMs = Math.min(...modificationTimes(bundles))
  return modificationTimes(sources).some((changedAtMs) => changedAtMs > builtAtMs)
}

function modificationTimes(directory: string): readonly number[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs)
}
