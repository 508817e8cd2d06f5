/** Stands in for `npm run build`: one empty handler for each function, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { bundleNames } from '../../triggers/registry.ts'

export interface DummyBundles {
  readonly dir: string
  readonly remove: () => void
}

export function writeDummyBundles(triggers: readonly string[] = bundleNames): DummyBundles {
  const dir = mkdtempSync(join(tmpdir(), 'bundles-'))
  for (const trigger of triggers) {
    mkdirSync(join(dir, trigger), { recursive: true })
    // Different bytes for each trigger, so that each is an asset of its own.
    writeFileSync(join(dir, trigger, 'index.mjs'), `export const handler = async () => '${trigger}'\n`)
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
