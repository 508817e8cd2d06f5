/** Builds the bundles of a suite file and reads its template, as `npm start` does with `triggers/suite.ts`, in this process:
 * a process for each synthesis would load CDK again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStackModel } from '../../local/template/read-stack-model.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { buildTriggers } from '../../triggers/build/build.ts'
import { noBudgets } from '../../triggers/build/bundle-budget.ts'

export interface BuiltSuite {
  readonly model: StackModel
  /** When nothing needs the bundles any more. */
  remove(): Promise<void>
}

/** What a team would have in cdk.json. */
type Pool = Readonly<Record<string, unknown>>

/** `with` adds every synchronous caller to the stack. */
export async function buildSuite(
  suiteFile: string,
  pool: Pool = {},
  more: { readonly with?: 'callers' } = {},
): Promise<BuiltSuite> {
  const directory = await mkdtemp(join(tmpdir(), 'built-suite-'))
  const dist = join(directory, 'dist')
  const remove = () => rm(directory, { recursive: true, force: true })
  try {
    await buildTriggers(dist, { suiteFile, acceptsSuite: false, budgets: noBudgets })
    return { model: await readModel(suiteFile, dist, pool, {}, more), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** `dist` holds what was built of that suite, `context` what stands beside `pool` in cdk.json. */
export async function readModel(
  suiteFile: string,
  dist: string,
  pool: Pool = {},
  context: object = {},
  more: { readonly with?: 'callers' } = {},
): Promise<StackModel> {
  // Functions run from its assets, which last as long as what was built.
  const assembly = await mkdtemp(join(dist, 'assembly-'))
  // By its path, since infra/ and its tests are compiled by rules of their own.
  const { synthesizeInside }: Inside = await import(
    join(import.meta.dirname, '../infra/synthesize-inside.ts')
  )
  const added: Added =
    more.with === undefined
      ? {}
      : await import(join(import.meta.dirname, '../infra/callers-app/add-callers.ts'))
  await synthesizeInside(suiteFile, dist, assembly, { ...context, pool }, added.addCallers)
  return readStackModel(assembly)
}

interface Inside {
  readonly synthesizeInside: (
    suiteFile: string,
    dist: string,
    outdir: string,
    context: object,
    extend: Added['addCallers'],
  ) => Promise<void>
}

interface Added {
  readonly addCallers?: (stack: never) => void
}
