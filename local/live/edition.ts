/** One build of the suite: what an edit has made of it. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Acceptance } from '@cognito-trigger-suite/triggers/internal/build/accept-suite'
import { beginCheck } from '@cognito-trigger-suite/triggers/internal/build/check-suite'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { readSources, sha256Of } from '@cognito-trigger-suite/triggers/internal/build/source-digest'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { buildBeside } from '../prepare-stack.ts'

export interface Edition {
  /** Absolute; has `triggers/<function>/index.mjs`. */
  readonly directory: string
  readonly plans: SuitePlans
  /** Function → digest of its code. */
  readonly digests: ReadonlyMap<string, string>
}

/** The folder of the first edition. */
export function firstEdition(editions: string): string {
  return join(editions, '0')
}

/** Builds the suite into `directory`, and meanwhile loads it in a process that has loaded no suite yet, and checks its types.
 * @throws Error with a sentence for each place that is wrong; then `directory` is gone */
export async function buildEdition(options: {
  readonly suiteFile: string
  readonly directory: string
  readonly acceptance: Acceptance
  readonly signal: AbortSignal
}): Promise<Edition> {
  const { suiteFile, directory, acceptance, signal } = options
  const types = beginCheck(suiteFile, () => {})
  signal.addEventListener('abort', () => void types.stop(), { once: true })
  const accept = async (): Promise<SuitePlans> => {
    const accepted = await acceptance.load(signal)
    await types.sound
    return accepted
  }
  try {
    const plans = await buildBeside(directory, { suiteFile, signal }, accept())
    return await readEdition(directory, plans)
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    throw error
  } finally {
    await types.stop()
  }
}

/** What was built into `directory` of a suite with these plans. */
export async function readEdition(directory: string, plans: SuitePlans): Promise<Edition> {
  const names = await readdir(join(directory, 'triggers'))
  const digests = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const code = await readFile(join(directory, 'triggers', name, 'index.mjs'))
      return [name, sha256Of(code)]
    }),
  )
  return { directory, plans, digests: new Map(digests) }
}

/** Absolute path → digest at the time of the build, of all that the bundles of an edition were built from. */
export async function readAllSources(directory: string): Promise<ReadonlyMap<string, unknown>> {
  const sources = new Map<string, unknown>()
  const project = findProject()
  for (const name of await readdir(join(directory, 'meta'))) {
    for (const [file, digest] of readSources(join(directory, 'meta', name)) ?? [])
      sources.set(resolve(project, file), digest)
  }
  return sources
}
