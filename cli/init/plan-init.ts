/** What a project lacks to have a suite: files of the starter, and entries of cdk.json and package.json. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from '../cli-error.ts'
import { extendText, isThere, readObject, readText } from './json-file.ts'
import type { FileChange } from './file-change.ts'
import { planTypes } from './plan-types.ts'

/** The starter in the package, or that of this repository. */
const template = [join(import.meta.dirname, '../template'), join(import.meta.dirname, '../../starter')].find(
  (folder) => existsSync(folder),
)

const usualSuite = 'triggers/suite.ts'
const rule = 'triggers/rules/personal-addresses.ts'
/** Beside the rule, where neither the team's tests nor its compiler look. */
const testOfRule = 'triggers/rules/personal-addresses.test.ts'
const app = 'infra/app.ts'

interface Plan {
  readonly changes: readonly FileChange[]
  /** From the project's folder. */
  readonly suite: string
  /** Whether the project has a CDK app of its own. */
  readonly hasApp: boolean
  /** Whether the rule comes with its test, which vitest runs. */
  readonly hasTest: boolean
}

/** Reads the folder and writes nothing. Nothing that is there is changed, only added to.
 * @throws CliError when the folder is no project, when a file of it cannot be extended, or when the project would break */
export function planInit(folder: string): Plan {
  if (template === undefined) throw usageError('The package lacks its template: install it again.')
  const from = template
  if (!isThere(join(folder, 'package.json'))) throw usageError(describeNoProject(folder))
  const manifest = readObject(join(folder, 'package.json'))
  const cdk = readObject(join(folder, 'cdk.json'))
  const hasApp = Object.hasOwn(cdk, 'app')
  const suite = findSuite(folder, cdk)
  const isNew = !isThere(join(folder, suite))
  const hasTest = runsVitest(manifest)
  const read = (file: string): string => readText(join(from, file))
  const add = (file: string, text: string): FileChange => addFile(folder, file, text)
  const types = planTypes(folder, read('tsconfig.json'), [
    ...(isNew ? ['triggers'] : []),
    ...(hasApp || isThere(join(folder, app)) ? [] : [app]),
  ])
  const ownTest = read('test/personal-addresses.test.ts').replace('../triggers/rules/', './')
  const suiteOfApp = posix.relative(dirname(app), suite)
  const changes = [
    add(suite, isNew ? read(usualSuite) : ''),
    ...(isNew ? [add(rule, read(rule)), ...(hasTest ? [add(testOfRule, ownTest)] : [])] : []),
    ...(hasApp
      ? []
      : [
          add(
            app,
            read(app).replace('../triggers/suite.ts', () => suiteOfApp),
          ),
        ]),
    ...types,
    ...modules(folder, manifest, [...(isNew ? ['triggers'] : []), ...(hasApp ? [] : [dirname(app)])]),
    ...settings(folder, hasApp ? {} : readObject(join(from, 'cdk.json')), suite),
    extend(
      folder,
      'package.json',
      wantedOf(manifest, readObject(join(from, 'package.json')), {
        hasTest,
        hasOneConfig: types.length === 1,
      }),
    ),
  ]
  return { changes, suite, hasApp, hasTest: hasTest || !isNew }
}

function describeNoProject(folder: string): string {
  const begun = 'or begin one by `npm create cognito-trigger-suite my-auth`'
  for (let above = dirname(folder); ; above = dirname(above)) {
    if (isThere(join(above, 'package.json')))
      return `There is no package.json in ${folder}, but one in ${above}: run this there, ${begun}.`
    if (above === dirname(above))
      return `There is no package.json in ${folder}: run this in the folder of your project, ${begun}.`
  }
}

/** The suite that the project has, or where it gets one. */
function findSuite(folder: string, cdk: RawObject): string {
  const given = own(own(cdk, 'context'), 'suiteFile')
  if (given === undefined) {
    const kinds = ['ts', 'mts', 'js', 'mjs'].map((kind) => `triggers/suite.${kind}`)
    return kinds.find((file) => isThere(join(folder, file))) ?? usualSuite
  }
  if (typeof given === 'string' && existsSync(resolve(folder, given)))
    return relative(folder, resolve(folder, given))
  throw usageError(
    `suiteFile of cdk.json is ${JSON.stringify(given)}, which is no file: correct it, or remove it.`,
  )
}

/** What npm writes into a new package.json runs nothing. */
function runsVitest(manifest: RawObject): boolean {
  const script = ownText(own(manifest, 'scripts'), 'test') ?? ''
  if (/vitest/.test(script)) return true
  return (script === '' || /no test specified/.test(script)) && !lists(manifest, 'jest')
}

function lists(manifest: RawObject, name: string): boolean {
  return ['dependencies', 'devDependencies'].some((field) => own(own(manifest, field), name) !== undefined)
}

function addFile(folder: string, file: string, text: string): FileChange {
  if (isThere(join(folder, file))) return { file, outcome: 'kept', entries: [] }
  for (let above = dirname(join(folder, file)); above !== folder; above = dirname(above)) {
    if (isThere(above) && statSync(above, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw usageError(`${relative(folder, above)} is no folder, and ${file} goes into it: move it away.`)
  }
  return { file, outcome: 'added', entries: [], text }
}

/** A suite is an ES module, also in a project whose other files are not. */
function modules(folder: string, manifest: RawObject, folders: readonly string[]): readonly FileChange[] {
  if (own(manifest, 'type') === 'module') return []
  return folders.map((each) => {
    const change = addFile(folder, `${each}/package.json`, '{ "type": "module" }\n')
    if (change.outcome === 'kept' || !isThere(join(folder, each))) return change
    const other = readdirSync(join(folder, each), { recursive: true, encoding: 'utf8' }).find((name) =>
      /^(?!.*node_modules).*\.[jt]sx?$/.test(name),
    )
    if (other === undefined) return change
    throw usageError(
      `${each}/${other} would become an ES module: move it out of ${each}, or set "type" to "module" in package.json.`,
    )
  })
}

/** The feature flags of an app that is deployed change its resources: they are its own. */
function settings(folder: string, ofStarter: RawObject, suite: string): readonly FileChange[] {
  const named =
    suite === usualSuite ? {} : { context: { ...Object(own(ofStarter, 'context')), suiteFile: suite } }
  const wanted = { ...ofStarter, ...named }
  return Object.keys(wanted).length === 0 ? [] : [extend(folder, 'cdk.json', wanted)]
}

/** A package that the project has among its other dependencies is not named twice. */
function wantedOf(
  manifest: RawObject,
  starter: RawObject,
  { hasTest, hasOneConfig }: { readonly hasTest: boolean; readonly hasOneConfig: boolean },
): RawObject {
  const lacking = (field: string): RawObject =>
    Object.fromEntries(
      Object.entries(Object(own(starter, field))).filter(
        ([name]) => !lists(manifest, name) && (hasTest || name !== 'vitest'),
      ),
    )
  const scripts = Object.entries(Object(own(starter, 'scripts')))
    .filter(([name]) => hasTest || name !== 'test')
    // The build checks the suite's types.
    .map(([name, script]) => [name, name === 'check' && !hasOneConfig ? 'cts build' : script])
  return {
    scripts: Object.fromEntries(scripts),
    dependencies: lacking('dependencies'),
    devDependencies: lacking('devDependencies'),
  }
}

/** The file with the entries that it lacks. */
function extend(folder: string, file: string, wanted: RawObject): FileChange {
  const path = join(folder, file)
  const { text, entries } = extendText(path, wanted)
  if (entries.length === 0) return { file, outcome: 'kept', entries }
  return { file, outcome: isThere(path) ? 'extended' : 'added', entries, text }
}
