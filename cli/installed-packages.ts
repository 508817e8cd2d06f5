/** The packages of the suite as they are installed, with their versions. */
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readVersion } from '@cognito-trigger-suite/triggers/internal/build/one-copy'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import type { CliContext, CliResult } from './context.ts'

export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** Absolute, without links. */
  readonly folder: string
}

const names = ['cli', 'triggers', 'local', 'cdk', 'client', 'callers'].map(
  (name) => `@cognito-trigger-suite/${name}`,
)

/** The package that all others need. */
const shared = '@cognito-trigger-suite/triggers'

/** Each copy that this program, the project, or one of the packages would load; none for a package that is not installed. */
export function findInstalled(project: string): readonly InstalledPackage[] {
  const callers = [import.meta.filename, join(project, 'package.json')]
  const found = names.flatMap((name) => callers.flatMap((from) => readPackage(name, from)))
  const theirs = found.flatMap(({ folder }) => readPackage(shared, join(folder, 'package.json')))
  return [...new Map([...found, ...theirs].map((each) => [each.folder, each])).values()]
}

function readPackage(name: string, from: string): readonly InstalledPackage[] {
  try {
    const folder = realpathSync(dirname(createRequire(from).resolve(`${name}/package.json`)))
    return [{ name, version: readVersion(folder), folder }]
  } catch {
    return []
  }
}

/** One sentence about versions that differ; undefined when they are one. */
export function findVersionFault(installed: readonly InstalledPackage[]): string | undefined {
  const versions = [...new Set(installed.map(({ version }) => version))]
  if (versions.length < 2) return undefined
  const told = installed.map(({ name, version }) => `${name} ${version}`)
  return `The packages have different versions, ${[...new Set(told)].join(', ')}: give all of them one in package.json, and run \`npm install\`.`
}

/** The answer to `--version`. */
export function describeVersions(context: Pick<CliContext, 'isJson' | 'note'>): CliResult {
  const packages = findInstalled(findProject())
  const version = ownVersion(packages)
  const warning = findVersionFault(packages)
  if (warning !== undefined && !context.isJson) context.note(warning)
  const rows = [
    ['cts', version],
    ['Node', process.versions.node],
    ...packages.map((each) => [each.name, each.version]),
  ]
  return {
    json: {
      version,
      node: process.versions.node,
      packages: packages.map(({ name, version: its }) => ({ name, version: its })),
      ...(warning === undefined ? {} : { warning }),
    },
    text: rows.map((row) => row.join(' ')).join('\n'),
  }
}

function ownVersion(packages: readonly InstalledPackage[]): string {
  const folder = realpathSync(import.meta.dirname)
  return packages.find((each) => each.folder === folder)?.version ?? 'unknown'
}
