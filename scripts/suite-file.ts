/** The file that configures the triggers: `triggers/suite.ts`, or the one that `SUITE_FILE` names. */
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Suite } from '../infra/suite-plans.ts'

const root = join(import.meta.dirname, '..')

/**
 * Finds the configuration that is built, synthesized, started and explained.
 *
 * @param environment `SUITE_FILE` in it names another file than triggers/suite.ts, from the project's folder on
 * @returns an absolute path
 * @throws TypeError when `SUITE_FILE` names no file
 */
export function findSuiteFile(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const name = environment['SUITE_FILE'] ?? 'triggers/suite.ts'
  const file = resolve(root, name)
  if (existsSync(file) && statSync(file).isFile()) return file
  throw new TypeError(
    `SUITE_FILE is ${JSON.stringify(name)}, which is no file: name one such as triggers/suite.ts, or unset it.`,
  )
}

/** @throws TypeError when the file lacks the function of a trigger or of the worker */
export async function importSuite(file: string): Promise<Suite> {
  const { preSignUp, preTokenGeneration, postConfirmation, provisioningWorker }: Suite = await import(
    pathToFileURL(file).href
  )
  const suite = { preSignUp, preTokenGeneration, postConfirmation, provisioningWorker }
  const missing = Object.entries(suite).find(([, define]) => typeof define !== 'function')
  if (missing === undefined) return suite
  throw new TypeError(`${file} exports no function ${missing[0]}: write it as triggers/suite.ts does.`)
}
