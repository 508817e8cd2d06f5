/** Builds a suite, so that the code and the permissions of a deployment always come from one suite. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { findFault } from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { type Check, optional, shape } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { groupName } from '@cognito-trigger-suite/triggers/internal/core/options/group-name'
import { anything, text, whole } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { suiteFunctions } from '@cognito-trigger-suite/triggers/internal/registry'
import type { TriggersProps } from './suite-props.ts'

export interface BuiltSuite {
  /** The folder with `<function>/index.mjs`. */
  readonly bundleDirectory: string
  readonly plans: SuitePlans
}

/** What is deployed: a build that the context or a prop names, or a fresh one.
 * @throws TypeError when nothing says which suite is meant, it does not build, or the build is that of another suite */
export function findBuiltSuite(
  ofContext: unknown,
  { suite, bundleDirectory }: Pick<TriggersProps, 'suite' | 'bundleDirectory'>,
): BuiltSuite {
  const built = typeof ofContext === 'string' ? ofContext : bundleDirectory
  if (built !== undefined) return readBuiltSuite(built, suite)
  if (suite === undefined)
    throw new TypeError('CognitoTriggerSuite needs suite, the path of the file that configures the triggers.')
  return buildSuite(suite)
}

/** A build is a program of its own: a construct is made without waiting. */
const builder = createRequire(import.meta.url).resolve('@cognito-trigger-suite/triggers/internal/build/main')

/** @throws TypeError with the sentences of the build, such as the place of a type error */
function buildSuite(suiteFile: string): BuiltSuite {
  const fault = findFault(suiteFile)
  if (fault !== undefined)
    throw new TypeError(`The suite ${suiteFile} ${fault}: name one such as triggers/suite.ts.`)
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
  return readBuiltSuite(join(out, 'triggers'), suiteFile)
}

/** What `npm run build` left in a folder.
 * @throws TypeError when the plans beside it are missing, of another version, or of another suite */
function readBuiltSuite(bundleDirectory: string, wanted: string | undefined): BuiltSuite {
  const file = join(bundleDirectory, '..', 'meta', 'plans.json')
  if (!existsSync(file))
    throw new TypeError(`${file} is missing: run \`npm run build\` first, and keep its folder meta.`)
  const { suite, plans } = parseBuild(readFileSync(file, 'utf8'), file)
  if (wanted !== undefined && resolve(findProject(), suite) !== resolve(wanted)) {
    throw new TypeError(
      `${bundleDirectory} was built from ${suite}, but the suite to deploy is ${relative(findProject(), resolve(wanted))}: build that one.`,
    )
  }
  return { bundleDirectory, plans }
}

export interface SuiteBuild {
  /** The suite's file, from the project's folder. */
  readonly suite: string
  readonly plans: SuitePlans
}

const calls: Readonly<Record<string, Check>> = Object.fromEntries(
  suiteFunctions.map(({ name, isOptional }) => [
    name,
    isOptional ? optional(list(anything, 0)) : list(anything, 0),
  ]),
)

const suitePlans = shape<SuitePlans>(
  {
    calls: shape(calls),
    workerCopies: whole(1, 1_000),
    tokens: anything,
    refusals: list(anything, 0),
    attributes: list(anything, 0),
    proofs: list(anything, 0),
    mailSenders: list(anything, 0),
    mailMessages: list(anything, 0),
    groups: list(groupName, 0),
    effectsSinceMs: optional(whole(0, Number.MAX_SAFE_INTEGER)),
  },
  'an object',
)

const suiteBuild = shape<SuiteBuild>({ suite: text(), plans: suitePlans })

/** @throws TypeError when the text is not what this version of the build writes into `file` */
export function parseBuild(json: string, file: string): SuiteBuild {
  const build: unknown = readJson(json)
  try {
    requireBuild(build)
    return build
  } catch {
    throw new TypeError(`${file} is not what this version builds: run \`npm run build\` again.`)
  }
}

function requireBuild(build: unknown): asserts build is SuiteBuild {
  suiteBuild.test(build, { member: 'the build', path: '' })
}
