/** The file that configures the triggers: `triggers/suite.ts` of the project, or the file in `SUITE_FILE`. */
import { globSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nearestName } from '../core/options/nearest.ts'
import { suiteFunctions } from '../registry.ts'
import type { SomeSuite, Suite } from '../suite-parts.ts'
import { findOtherCopy } from './one-copy.ts'
import { findProject, readProjectContext } from './project.ts'
import { readTextFile, describeFault } from './text-file.ts'

const usualFile = 'triggers/suite.ts'

/**
 * Finds the configuration to build, synthesize, start and explain.
 *
 * @param environment `SUITE_FILE` in it names another file than triggers/suite.ts, relative to the project's folder, and
 * goes before `suiteFile` in the context of cdk.json
 * @returns an absolute path
 * @throws TypeError when the name is not that of a TypeScript file
 */
export function findSuiteFile(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const project = findProject()
  const given = environment['SUITE_FILE']
  const name = given ?? readProjectContext(project)['suiteFile'] ?? usualFile
  if (typeof name !== 'string') throw new TypeError('cdk.json: suiteFile must be the name of a file.')
  const file = resolve(project, name)
  const fault = findFault(file)
  if (fault === undefined) return file
  if (given === undefined && name === usualFile) {
    const below = globSync(
      ['*', '*/*'].map((folder) => `${folder}/${usualFile}`),
      {
        cwd: project,
        exclude: ['node_modules', '*/node_modules'],
      },
    )
    const [first] = below.toSorted()
    const such = first === undefined ? '' : `, such as ${first.slice(0, -usualFile.length - 1)}`
    throw new TypeError(
      `${file} ${fault}: run this in the folder of your suite${such}, or name the suite in SUITE_FILE.`,
    )
  }
  const owner = given === undefined ? 'suiteFile of cdk.json' : 'SUITE_FILE'
  throw new TypeError(
    `${owner} is ${JSON.stringify(name)}, which ${fault}: name one such as ${usualFile}, or unset it.`,
  )
}

/** Why the file cannot be a suite, as the end of a sentence; undefined when its text may be code. */
export function findFault(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return 'is no file'
    readTextFile(file)
    return /^\.m?[jt]s$/.test(extname(file)) ? undefined : 'is no TypeScript'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'is no file'
    const fault = describeFault(error)
    return code === undefined && !fault.includes('UTF-16') ? 'is no TypeScript' : fault
  }
}

const parts = suiteFunctions.map(({ part }) => part)

/** What the function of a part gives, such as `what definePreSignUp gives`. */
export function describeGiven(part: string): string {
  return `what define${part.charAt(0).toUpperCase()}${part.slice(1)} gives`
}

/** Such as `a list`, `null` or `a Promise`. */
export function describeKind(value: unknown): string {
  if (value instanceof Promise) return 'a Promise'
  if (Array.isArray(value)) return 'a list'
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** @throws TypeError for a part that is no function, and for an export whose name is nearly that of a part which the
 * file lacks */
export function checkExports(file: string, suite: SomeSuite): void {
  const names = Object.keys(suite)
  for (const { part, isOptional } of suiteFunctions) {
    if (typeof suite[part] === 'function') continue
    if (names.includes(part)) {
      throw new TypeError(
        `${file} exports ${part} as ${describeKind(suite[part])}: make it a function that returns ${describeGiven(part)}${isOptional ? ', or leave it out' : ''}.`,
      )
    }
    const misspelt = names.find((name) => nearestName(name, parts) === part)
    if (misspelt !== undefined)
      throw new TypeError(`${file} exports ${misspelt}, which is no part of a suite: did you mean ${part}?`)
  }
}

/** @throws TypeError when the file lacks the function of the worker or of a trigger that is not optional, or as
 * `checkExports` says */
export async function importSuite(file: string): Promise<Suite> {
  const fault = findOtherCopy(file)
  if (fault !== undefined) throw new TypeError(`it ${fault}`)
  const suite: Suite = await import(pathToFileURL(file).href)
  checkExports(file, suite)
  for (const { part, isOptional } of suiteFunctions) {
    if (!isOptional && !Object.hasOwn(suite, part)) {
      throw new TypeError(
        `${file} exports no ${part}: export a function that returns ${describeGiven(part)}.`,
      )
    }
  }
  return suite
}
