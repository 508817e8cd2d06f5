/** Builds a suite, so that the code and the permissions of a deployment always come from one suite. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { TriggersProps } from './suite-props.ts'

export interface BuiltSuite {
  /** The folder with `<function>/index.mjs`. */
  readonly bundleDirectory: string
  readonly plans: SuitePlans
}

/** What is deployed: a build that the context or a prop names, or a fresh one.
 * @throws TypeError when nothing says which suite is meant, or it does not build */
export function findBuiltSuite(
  ofContext: unknown,
  { suite, bundleDirectory, plans }: Pick<TriggersProps, 'suite' | 'bundleDirectory' | 'plans'>,
): BuiltSuite {
  const built = typeof ofContext === 'string' ? ofContext : bundleDirectory
  if (built !== undefined)
    return plans === undefined ? readBuiltSuite(built) : { bundleDirectory: built, plans }
  if (suite === undefined)
    throw new TypeError('CognitoTriggerSuite needs suite, the path of the file that configures the triggers.')
  return buildSuite(suite)
}

/** A build is a program of its own: a construct is made without waiting. */
const builder = createRequire(import.meta.url).resolve('@cognito-trigger-suite/triggers/internal/build/main')

/** @throws TypeError with the sentences of the build, such as the place of a type error */
function buildSuite(suiteFile: string): BuiltSuite {
  const directory = mkdtempSync(join(tmpdir(), 'suite-'))
  // The assets are copied from it while the app is synthesized.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const out = join(directory, 'dist')
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [builder, '--suite', resolve(suiteFile), '--out', out],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  )
  if (status === 0) process.stderr.write(stderr)
  else {
    throw new TypeError(
      stderr.trim() || `The suite cannot be built: ${error?.message ?? 'the build was ended'}.`,
    )
  }
  return readBuiltSuite(join(out, 'triggers'))
}

/** What `npm run build` left in a folder.
 * @throws TypeError when the plans of the suite are not beside it */
function readBuiltSuite(bundleDirectory: string): BuiltSuite {
  const file = join(bundleDirectory, '..', 'meta', 'plans.json')
  if (!existsSync(file))
    throw new TypeError(`${file} is missing: run \`npm run build\` first, and keep its folder meta.`)
  return { bundleDirectory, plans: JSON.parse(readFileSync(file, 'utf8')) }
}
