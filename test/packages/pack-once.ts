/** Once per test run, when a project runs that installs them: packs the packages. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { pack } from '../../scripts/pack.ts'
import { makeRun } from '../support/run-directory.ts'
import type { Packed } from './packed-project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: Packed
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join((await makeRun()).directory, 'packed-once-'))
  project.provide('packed', { directory, tarballs: await pack(directory) })
  return () => rm(directory, { recursive: true, force: true })
}
