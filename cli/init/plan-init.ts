/** What a project lacks to have a suite: files of the starter, and entries of cdk.json and package.json. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonObjectFile } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { isObject, own, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from '../cli-error.ts'

/** One file of the plan. A file that has all it needs is kept. */
export interface FileChange {
  /** From the project's folder. */
  readonly file: string
  readonly outcome: 'added' | 'extended' | 'kept'
  /** The entries that are new in a file of JSON. */
  readonly entries: readonly string[]
  /** The text to write; undefined for a file that is kept. */
  readonly text?: string
}

/** The starter in the package, or that of this repository. */
const template = [join(import.meta.dirname, '../template'), join(import.meta.dirname, '../../starter')].find(
  (folder) => existsSync(folder),
)

const suite = 'triggers/suite.ts'
/** Only with a suite that uses them. */
const ofSuite = ['triggers/rules/personal-addresses.ts', 'test/personal-addresses.test.ts']
const app = 'infra/app.ts'

/** Reads the folder and writes nothing. Nothing that is there is changed, only added to.
 * @throws CliError when the folder is no project, or a file of it is no JSON object */
export function planInit(folder: string): readonly FileChange[] {
  if (template === undefined) throw usageError('The package lacks its template: install it again.')
  if (!existsSync(join(folder, 'package.json'))) {
    throw usageError(
      `There is no package.json in ${folder}: run this in the folder of your project, or begin one by \`npm create cognito-trigger-suite my-auth\`.`,
    )
  }
  const manifest = readObject(folder, 'package.json')
  const hasApp = Object.hasOwn(readObject(folder, 'cdk.json'), 'app')
  const files = [
    suite,
    ...(existsSync(join(folder, suite)) ? [] : ofSuite),
    ...(hasApp ? [] : [app]),
    'tsconfig.json',
  ]
  return [
    ...files.map((file) => addFile(folder, file, readFileSync(join(template, file), 'utf8'))),
    ...modules(folder, manifest, hasApp),
    // The feature flags of an app that is deployed change its resources: they are its own.
    ...(hasApp ? [] : [extend(folder, 'cdk.json', readObject(template, 'cdk.json'))]),
    extend(folder, 'package.json', wantedOf(manifest, readObject(template, 'package.json'))),
  ]
}

function addFile(folder: string, file: string, text: string): FileChange {
  return existsSync(join(folder, file))
    ? { file, outcome: 'kept', entries: [] }
    : { file, outcome: 'added', entries: [], text }
}

/** A suite is an ES module, also in a project whose other files are not. */
function modules(folder: string, manifest: RawObject, hasApp: boolean): readonly FileChange[] {
  if (own(manifest, 'type') === 'module') return []
  const folders = hasApp ? ['triggers', 'test'] : ['triggers', 'infra', 'test']
  return folders.map((each) => addFile(folder, `${each}/package.json`, '{ "type": "module" }\n'))
}

/** A package that the project has among its other dependencies is not named twice. */
function wantedOf(manifest: RawObject, starter: RawObject): RawObject {
  const has = (name: string): boolean =>
    ['dependencies', 'devDependencies'].some((field) => {
      const listed = own(manifest, field)
      return isObject(listed) && Object.hasOwn(listed, name)
    })
  const lacking = (field: string): RawObject => {
    const listed = own(starter, field)
    return Object.fromEntries(Object.entries(isObject(listed) ? listed : {}).filter(([name]) => !has(name)))
  }
  return {
    scripts: own(starter, 'scripts'),
    dependencies: lacking('dependencies'),
    devDependencies: lacking('devDependencies'),
  }
}

/** The file with the entries that it lacks, in its own indentation. */
function extend(folder: string, file: string, wanted: RawObject): FileChange {
  const path = join(folder, file)
  const before = readObject(folder, file)
  const { merged, entries } = merge(before, wanted)
  if (entries.length === 0) return { file, outcome: 'kept', entries }
  const indent = existsSync(path) ? (/^([ \t]+)"/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 2) : 2
  const text = `${JSON.stringify(merged, null, indent)}\n`
  return { file, outcome: existsSync(path) ? 'extended' : 'added', entries, text }
}

function merge(
  before: RawObject,
  wanted: RawObject,
): { readonly merged: RawObject; readonly entries: readonly string[] } {
  const merged: Record<string, unknown> = { ...before }
  const entries: string[] = []
  for (const [name, value] of Object.entries(wanted)) {
    const there = own(before, name)
    if (isObject(value) && (there === undefined || isObject(there))) {
      const inner = merge(isObject(there) ? there : {}, value)
      if (inner.entries.length === 0) continue
      merged[name] = inner.merged
      entries.push(...inner.entries.map((entry) => `${name}.${entry}`))
    } else if (there === undefined) {
      merged[name] = value
      entries.push(name)
    }
  }
  return { merged, entries }
}

/** Empty for a missing file. */
function readObject(folder: string, file: string): RawObject {
  const path = join(folder, file)
  if (!existsSync(path)) return {}
  return readJsonObjectFile(path, usageError)
}
