/** Builds the bundles of a suite file and reads its template, as `npm start` does with `triggers/suite.ts`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStackModel } from '../../local/template/read-stack-model.ts'
import type { StackModel } from '../../local/template/stack-model.ts'
import { synthesizeApp } from '../../local/template/synthesize.ts'
import { buildTriggers } from '../../scripts/build.ts'

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
  await buildTriggers(join(directory, 'dist'), { suiteFile })
  const assembly = await synthesizeApp({
    outputDir: join(directory, 'assembly'),
    suiteFile,
    context: { bundleDirectory: join(directory, 'dist/triggers'), pool },
  })
  return { model: readStackModel(assembly), remove: () => rm(directory, { recursive: true, force: true }) }
}
