/** Loads a version of the configuration: `triggers/suite.ts`, or another file with the same functions. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadSuite as importAccepted } from '@cognito-trigger-suite/triggers/internal/build/accept-suite'
import { beginCheck } from '@cognito-trigger-suite/triggers/internal/build/check-suite'
import { findOtherCopy } from '@cognito-trigger-suite/triggers/internal/build/one-copy'
import { withinLoadLimit } from '@cognito-trigger-suite/triggers/internal/build/load-limit'
import { readPart } from '@cognito-trigger-suite/triggers/internal/build/read-configurations'
import {
  checkExports,
  findFault,
  findSuiteFile,
} from '@cognito-trigger-suite/triggers/internal/build/suite-file'
import { registry, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import type { SomeSuite, Suite } from '@cognito-trigger-suite/triggers/internal/suite-parts'
import { usageError } from './cli-error.ts'
import type { CliContext } from './context.ts'

/** The configuration that is built and deployed. */
export function loadOwnSuite(context: CliContext): Promise<Suite> {
  return told(() => importAccepted(findSuiteFile(context.env)))
}

/** That of a file with sound types, or of the project. */
export function loadSound(context: CliContext, file: string | undefined): Promise<SomeSuite> {
  return withSoundTypes(context, file, () =>
    file === undefined ? loadOwnSuite(context) : loadSuite(context.directory, file),
  )
}

/** The result of `load`, for a file with sound types.
 * @throws CliError with file, line and sentence of each finding, unless the load fails with a clearer error */
export async function withSoundTypes<Loaded>(
  context: CliContext,
  file: string | undefined,
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  const { sound, stop } = beginCheck(findFile(context, file), (why) => context.note(why))
  try {
    const loaded = await load()
    await sound.catch((error: unknown) => {
      throw usageError(error instanceof Error ? error.message : String(error), error)
    })
    return loaded
  } finally {
    await stop()
  }
}

/** The file that a person names, or the project's.
 * @returns an absolute path
 * @throws CliError when there is none */
export function findFile({ directory, env }: CliContext, file: string | undefined): string {
  try {
    if (file === undefined) return findSuiteFile(env)
  } catch (error) {
    throw usageError(firstSentence(error), error)
  }
  return demandFile(directory, file)
}

/** @throws CliError when the file cannot be loaded or exports no trigger. */
async function loadSuite(directory: string, file: string): Promise<SomeSuite> {
  const path = demandFile(directory, file)
  const given = await told(
    () => withinLoadLimit<SomeSuite>(() => import(pathToFileURL(path).href)),
    `${file} cannot be loaded: `,
  )
  const parts = triggerNames.map((name) => registry[name].part)
  await told(() => checkExports(file, given))
  if (parts.every((part) => typeof given[part] !== 'function'))
    throw usageError(`${file} exports none of ${parts.join(', ')}: give a file such as triggers/suite.ts.`)
  const suite: SomeSuite = {}
  for (const part of parts) {
    const define = given[part]
    if (typeof define !== 'function') continue
    const refused = `${file}: ${part}() refuses its options: `
    Object.assign(suite, { [part]: await told(() => withinLoadLimit(() => readPart(part, define)), refused) })
  }
  return suite
}

function demandFile(directory: string, file: string): string {
  const path = resolve(directory, file)
  const fault = findFault(path)
  const copy = findOtherCopy(path)
  if (copy !== undefined) throw usageError(`${file} ${copy}`)
  if (fault === undefined) return path
  throw usageError(`'${file}' ${fault}: give a file such as triggers/suite.ts.`)
}

/** @throws CliError for any error: its first sentence, behind what was not done */
async function told<Result>(load: () => Result | Promise<Result>, notDone = ''): Promise<Result> {
  try {
    return await load()
  } catch (error) {
    throw usageError(notDone + firstSentence(error), error)
  }
}

function firstSentence(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return /[.?]$/.test(line) ? line : `${line}.`
}
