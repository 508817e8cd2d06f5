/** Stands in for `npm run build`: one empty handler for each function, in a folder of its own, made of no source. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { bundleNames } from '../../triggers/registry.ts'

export interface DummyBundles {
  readonly dir: string
  readonly remove: () => void
}

export function writeDummyBundles(triggers: readonly string[] = bundleNames): DummyBundles {
  const built = mkdtempSync(join(tmpdir(), 'bundles-'))
  const dir = join(built, 'triggers')
  mkdirSync(join(built, 'meta'))
  for (const trigger of triggers) {
    mkdirSync(join(dir, trigger), { recursive: true })
    // Different bytes for each trigger, so that each is an asset of its own.
    writeFileSync(join(dir, trigger, 'index.mjs'), `export const handler = async () => '${trigger}'\n`)
    writeFileSync(join(built, 'meta', `${trigger}.json`), JSON.stringify({ sources: {} }))
  }
  return { dir, remove: () => rmSync(built, { recursive: true, force: true }) }
}
