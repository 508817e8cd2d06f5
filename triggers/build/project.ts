/** The project that a command works on: a folder with cdk.json, and what cdk.json says about the suite. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject, type RawObject } from '../core/json.ts'
import { readJsonObjectFile } from './text-file.ts'

/** The nearest folder from `directory` upwards that has a cdk.json or a triggers/suite.ts, else `directory`. */
export function findProject(directory: string = process.cwd()): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (['cdk.json', 'triggers/suite.ts'].some((name) => existsSync(join(folder, name)))) return folder
    if (folder === dirname(folder)) return directory
  }
}

/** The project's cdk.json; empty without the file.
 * @throws TypeError when it is no JSON object */
export function readProjectJson(project: string): RawObject {
  const file = join(project, 'cdk.json')
  return existsSync(file) ? readJsonObjectFile(file) : {}
}

/** @throws TypeError when cdk.json or its context is no JSON object */
export function readProjectContext(project: string): RawObject {
  const { context = {} } = readProjectJson(project)
  if (isObject(context)) return context
  throw new TypeError('cdk.json: context must be an object.')
}
