/** Finds the JavaScript that `npm run build` made for one trigger from the current sources. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import {
  findChanged,
  readCodeDigest,
  readSources,
  sha256OfFile,
} from '@cognito-trigger-suite/triggers/internal/build/source-digest'

/**
 * The folder that becomes the function's code. `meta` beside `bundleDirectory` says what was built, from which sources.
 * Code of other sources than the deployed plans would lack permissions, or have some that it does not need.
 *
 * @throws TypeError when the folder holds no `index.mjs`, one that is not as it was built, or one that was not built from
 * the current sources
 */
export function findBundle(bundleDirectory: string, trigger: string): string {
  const entry = join(bundleDirectory, trigger, 'index.mjs')
  if (!existsSync(resolve(entry)))
    throw new TypeError(`Bundle ${entry} is missing: run \`npm run build\` first.`)

  const meta = join(bundleDirectory, '..', 'meta', `${trigger}.json`)
  const sources = readSources(meta)
  if (sources === undefined) {
    throw new TypeError(
      `Nothing says what ${entry} was built from: run \`npm run build\`, and keep its folder meta.`,
    )
  }
  const changed = findChanged(findProject(), sources)
  if (changed !== undefined)
    throw new TypeError(`Bundle ${entry} was built before ${changed} changed: run \`npm run build\` again.`)
  if (sha256OfFile(entry) !== readCodeDigest(meta))
    throw new TypeError(`Bundle ${entry} is not the one that was built: run \`npm run build\` again.`)
  return resolve(bundleDirectory, trigger)
}
