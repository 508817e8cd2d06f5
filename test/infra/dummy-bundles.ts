/** Stands in for `npm run build`: one empty handler for each function, in a folder of its own, made of no source. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readSuitePlans } from '../../triggers/build/suite-plans.ts'
import { bundleNames } from '../../triggers/registry.ts'
import * as shippedSuite from '../suites/shipped.ts'

export interface DummyBundles {
  readonly dir: string
  readonly remove: () => void
}

export function writeDummyBundles(triggers: readonly string[] = bundleNames): DummyBundles {
  const built = mkdtempSync(join(tmpdir(), 'bundles-'))
  const dir = join(built, 'triggers')
  mkdirSync(join(built, 'meta'))
  writeFileSync(join(built, 'meta', 'plans.json'), JSON.stringify(readSuitePlans(shippedSuite)))
  for (const trigger of triggers) {
    mkdirSync(join(dir, trigger), { recursive: true })
    // Different bytes for each trigger, so that each is an asset of its own.
    writeFileSync(join(dir, trigger, 'index.mjs'), `export const handler = async () => '${trigger}'\n`)
    writeFileSync(join(built, 'meta', `${trigger}.json`), JSON.stringify({ sources: {} }))
  }
  return { dir, remove: () => rmSync(built, { recursive: true, force: true }) }
}
