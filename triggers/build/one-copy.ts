/** Finds a second copy of this package. A suite of another copy would be judged by one version and run by another. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { ownText, readJson } from '../core/json.ts'

const name = '@cognito-trigger-suite/triggers'
const own = realpathSync(join(import.meta.dirname, '..'))

/** Why the suite cannot be taken, as the end of a sentence; undefined when it takes this copy, or none by name. */
export function findOtherCopy(suiteFile: string): string | undefined {
  if (!existsSync(suiteFile)) return undefined
  const file = realpathSync(suiteFile)
  const found = findCopy(file)
  if (found !== undefined) return found === own ? undefined : describe(found)
  const asksForIt = readFileSync(file, 'utf8').includes(`'${name}/`)
  return asksForIt
    ? `cannot find ${name}: it lies outside of every folder where that is installed, so move it into the project, or install the package beside it.`
    : undefined
}

/** The same for the files that a build has read, by path from the project's folder. */
export function findOtherCopyIn(project: string, files: readonly string[]): string | undefined {
  const stranger = files
    .map((file) => new RegExp(`^.*node_modules/${name}(?=/)`).exec(file)?.[0])
    .find((folder) => folder !== undefined && !isOwn(resolve(project, folder)))
  return stranger === undefined ? undefined : describe(resolve(project, stranger))
}

function isOwn(folder: string): boolean {
  return `${realpathSync(folder)}${sep}`.startsWith(`${own}${sep}`)
}

function findCopy(file: string): string | undefined {
  try {
    return realpathSync(dirname(createRequire(file).resolve(`${name}/package.json`)))
  } catch {
    return undefined
  }
}

function describe(other: string): string {
  const [theirs, ours] = [other, own].map(
    (folder) => `${readVersion(folder)} in ${relative(process.cwd(), folder) || '.'}`,
  )
  return `takes ${name} ${theirs}, and this program is of ${ours}: keep one copy, by one version in every package.json and \`npm dedupe\`.`
}

/** The version of the package in a folder. */
export function readVersion(folder: string): string {
  const file = join(folder, 'package.json')
  return (
    (existsSync(file) ? ownText(readJson(readFileSync(file, 'utf8')), 'version') : undefined) ?? 'unknown'
  )
}
