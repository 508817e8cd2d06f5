/** Finds the JavaScript that `npm run build` made for one trigger from the current sources. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { sha256OfFile } from '@cognito-trigger-suite/triggers/internal/build/source-digest'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'

/**
 * The folder that becomes the function's code. `meta` beside `bundleDirectory` says which sources it was built from.
 * Code of other sources than the deployed plans would lack permissions, or have some that it does not need.
 *
 * @throws TypeError when the folder holds no `index.mjs`, or one that was not built from the current sources
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
  const project = findProject()
  const changed = sources.find(([file, sha256]) => sha256OfFile(resolve(project, file)) !== sha256)
  if (changed !== undefined) {
    throw new TypeError(
      `Bundle ${entry} was built before ${changed[0]} changed: run \`npm run build\` again.`,
    )
  }
  return resolve(bundleDirectory, trigger)
}

/** This project's files with their digests, by path from its folder; undefined when the list cannot be read. */
function readSources(metaFile: string): readonly (readonly [string, unknown])[] | undefined {
  try {
    const meta: unknown = JSON.parse(readFileSync(metaFile, 'utf8'))
    const sources = isObject(meta) ? meta['sources'] : undefined
    return isObject(sources) ? Object.entries(sources) : undefined
  } catch {
    return undefined
  }
}
