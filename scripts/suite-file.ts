/** The file that configures the triggers: `triggers/suite.ts`, or the file in `SUITE_FILE`. */
import { readFileSync, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nearestName } from '../triggers/core/options/nearest.ts'
import { suiteFunctions } from '../triggers/registry.ts'
import type { Suite } from '../triggers/suite-parts.ts'
import { withinLoadLimit } from './load-limit.ts'

const root = join(import.meta.dirname, '..')

/**
 * Finds the configuration to build, synthesize, start and explain.
 *
 * @param environment `SUITE_FILE` in it names another file than triggers/suite.ts, relative to the project's folder
 * @returns an absolute path
 * @throws TypeError when `SUITE_FILE` does not name a TypeScript file
 */
export function findSuiteFile(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const name = environment['SUITE_FILE'] ?? 'triggers/suite.ts'
  const file = resolve(root, name)
  const fault = findFault(file)
  if (fault === undefined) return file
  throw new TypeError(
    `SUITE_FILE is ${JSON.stringify(name)}, which ${fault}: name one such as triggers/suite.ts, or unset it.`,
  )
}

/** Why the file cannot be a suite, as the end of a sentence; undefined when its text may be code. */
export function findFault(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return 'is no file'
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
    return /^\.m?[jt]s$/.test(extname(file)) && !text.includes('\0') ? undefined : 'is no TypeScript'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'is no file'
    return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no TypeScript' : 'cannot be read'
  }
}

/** The error of a suite that lacks the function of a trigger. */
export function describeMissing(file: string, name: string): string {
  return `${file} exports no function ${name}: write it as triggers/suite.ts does.`
}

const parts = suiteFunctions.map(({ part }) => part)

/** @throws TypeError when the file lacks the function of the worker or of a trigger that is not optional; Error when
 * loading never ends */
export async function importSuite(file: string, limitMs?: number): Promise<Suite> {
  const suite = await withinLoadLimit<Suite>(() => import(pathToFileURL(file).href), limitMs)
  const lacking = suiteFunctions.filter(({ part }) => typeof suite[part] !== 'function')
  for (const { part, isOptional } of lacking) {
    const misspelt = Object.keys(suite).find((name) => nearestName(name, parts) === part && name !== part)
    if (!isOptional || suite[part] !== undefined || misspelt !== undefined)
      throw new TypeError(describeMissing(file, part))
  }
  return suite
}
