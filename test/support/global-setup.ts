/** Once per test run: builds the bundles of the suite as it comes, beside those in dist/ that a team deploys, and gives all
 * tests a temporary folder that is removed at the end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildTriggers } from '../../scripts/build.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that `npm run build` calls dist. */
    readonly dist: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-test-'))
  // Synthesized apps and browsers leave folders wherever `os.tmpdir()` points.
  process.env['TMPDIR'] = directory
  const dist = join(directory, 'dist')
  await buildTriggers(dist, { suiteFile: join(import.meta.dirname, '../suites/shipped.ts') })
  project.provide('dist', dist)
  return () => rm(directory, { recursive: true, force: true })
}
