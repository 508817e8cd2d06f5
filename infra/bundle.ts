/** Finds the JavaScript that `npm run build` made for one trigger, of the sources as they are now. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { isObject } from '../triggers/core/json.ts'

const root = join(import.meta.dirname, '..')

/**
 * The folder that becomes the function's code. `meta` beside `bundleDirectory` says what it was built from: code of other
 * sources than those whose plans are deployed would lack permissions, or have those that it does not need.
 *
 * @throws TypeError when the folder holds no `index.mjs`, or one that was not built from the sources as they are
 */
export function findBundle(bundleDirectory: string, trigger: string): string {
  const entry = join(bundleDirectory, trigger, 'index.mjs')
  if (!existsSync(resolve(entry)))
    throw new TypeError(`Bundle ${entry} is missing: run \`npm run build\` first.`)

  const sources = readSources(join(bundleDirectory, '..', 'meta', `${trigger}.json`))
  if (sources === undefined) {
    throw new TypeError(
      `Nothing says what ${entry} was built from: run \`npm run build\`, and keep its folder meta.`,
    )
  }
  const changed = sources.find(([file, sha256]) => sha256OfFile(resolve(root, file)) !== sha256)
  if (changed !== undefined) {
    throw new TypeError(
      `Bundle ${entry} was built before ${changed[0]} changed: run \`npm run build\` again.`,
    )
  }
  return resolve(bundleDirectory, trigger)
}

/** Files of this project by path from its folder, with the digest that each had; undefined when that cannot be read. */
function readSources(metaFile: string): readonly (readonly [string, unknown])[] | undefined {
  try {
    const meta: unknown = JSON.parse(readFileSync(metaFile, 'utf8'))
    const sources = isObject(meta) ? meta['sources'] : undefined
    return isObject(sources) ? Object.entries(sources) : undefined
  } catch {
    return undefined
  }
}

/** In hex; undefined for a file that is not there. */
export function sha256OfFile(path: string): string | undefined {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined
}
