/** Finds the JavaScript that `npm run build` made for one trigger. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The folder that becomes the function's code.
 *
 * @throws TypeError when the folder holds no `index.mjs`
 */
export function findBundle(bundleDirectory: string, trigger: string): string {
  const entry = join(bundleDirectory, trigger, 'index.mjs')
  if (!existsSync(resolve(entry))) {
    throw new TypeError(`Bundle ${entry} is missing: run \`npm run build\` first.`)
  }
  return resolve(bundleDirectory, trigger)
}
