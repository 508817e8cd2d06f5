/** Builds the bundles of a suite file and reads its template, as `npm start` does with `triggers/suite.ts`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareStack } from '../../local/prepare-stack.ts'
import type { StackModel } from '../../local/template/stack-model.ts'

export interface BuiltSuite {
  readonly model: StackModel
  /** When nothing needs the bundles any more. */
  remove(): Promise<void>
}

/** `pool` is what a team would have in cdk.json. */
export async function buildSuite(
  suiteFile: string,
  pool: Readonly<Record<string, unknown>> = {},
): Promise<BuiltSuite> {
  const directory = await mkdtemp(join(tmpdir(), 'built-suite-'))
  const bundleDirectory = join(directory, 'dist')
  const remove = () => rm(directory, { recursive: true, force: true })
  try {
    return { model: await prepareStack({ directory, bundleDirectory, suiteFile, context: { pool } }), remove }
  } catch (error) {
    await remove()
    throw error
  }
}
