/** Stands in for `npm run build`: one empty handler for each function, in a folder of its own, made of no source. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sha256Of } from '../../triggers/build/source-digest.ts'
import { readSuitePlans, type SuitePlans } from '../../triggers/build/suite-plans.ts'
import { bundleNames } from '../../triggers/registry.ts'
import * as shippedSuite from '../suites/shipped.ts'

export interface DummyBundles {
  readonly dir: string
  readonly remove: () => void
}

/** `plans` are those of the suite as it comes unless they are given. */
export function writeDummyBundles(
  triggers: readonly string[] = bundleNames,
  plans: SuitePlans = readSuitePlans(shippedSuite),
): DummyBundles {
  const built = mkdtempSync(join(tmpdir(), 'bundles-'))
  const dir = join(built, 'triggers')
  mkdirSync(join(built, 'meta'))
  writeFileSync(join(built, 'meta', 'plans.json'), JSON.stringify({ suite: 'test/suites/shipped.ts', plans }))
  for (const trigger of triggers) {
    mkdirSync(join(dir, trigger), { recursive: true })
    // Different bytes for each trigger, so that each is an asset of its own.
    const code = `export const handler = async () => '${trigger}'\n`
    writeFileSync(join(dir, trigger, 'index.mjs'), code)
    const meta = { sources: {}, code: sha256Of(code) }
    writeFileSync(join(built, 'meta', `${trigger}.json`), JSON.stringify(meta))
  }
  return { dir, remove: () => rmSync(built, { recursive: true, force: true }) }
}
