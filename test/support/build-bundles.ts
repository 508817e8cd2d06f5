/** Once per test run, when a project runs that reads them: builds the bundles of the suite as it comes, beside those in
 * dist/ that a team deploys. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildTriggers } from '../../triggers/build/build.ts'
import { makeRun } from './run-directory.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that `npm run build` calls dist. */
    readonly dist: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join((await makeRun()).directory, 'suite-bundles-'))
  const dist = join(directory, 'dist')
  await buildTriggers(dist, { suiteFile: join(import.meta.dirname, '../suites/shipped.ts') })
  project.provide('dist', dist)
  return () => rm(directory, { recursive: true, force: true })
}
