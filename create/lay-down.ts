/** Lays down a team's project: the files of the starter, with the team's name and sender in them. */
import { cp, lstat, mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { isSender } from './sender.ts'

/** The starter in the package, or that of this repository. */
const template = [join(import.meta.dirname, 'template'), join(import.meta.dirname, '../starter')].find(
  (folder) => existsSync(folder),
)

/** What a use of the starter leaves in its folder. */
const leftovers = /^(node_modules|cdk\.out|dist|\.local)$/

/** @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name */
const reservedNames = new Set(['node_modules', 'favicon.ico'])

const scope = '@cognito-trigger-suite/'

export interface Choices {
  /** The folder, which must not be there, or hold at most `.git` and a licence. */
  readonly folder: string
  /** Who sends the welcome mail: `Name <address>` or an address. */
  readonly sender?: string | undefined
  /** A folder with the packed packages, in place of the registry. */
  readonly packages?: string | undefined
}

/** @throws TypeError with one sentence when a choice cannot be taken; then nothing is written */
export async function layDown({ folder, sender, packages }: Choices): Promise<void> {
  const target = resolve(folder)
  const name = basename(target)
  if (!/^[a-z0-9][a-z0-9._-]{0,213}$/.test(name) || reservedNames.has(name)) {
    throw new TypeError(
      `${JSON.stringify(name)} cannot be the name of a package: take lower-case letters, digits, dots and hyphens.`,
    )
  }
  if (sender !== undefined && !isSender(sender)) {
    throw new TypeError(
      "The sender is an address in ASCII, or 'Name <address>', where a name with , ; or : stands in double quotes.",
    )
  }
  await requireEmpty(target)
  const tarballs = packages === undefined ? undefined : findTarballs(resolve(packages))
  if (template === undefined) throw new TypeError('The package lacks its template: install it again.')
  const made = await copyInto(target, template)
  await change(join(made, 'package.json'), (text) => describe(text, name, made, tarballs))
  await change(join(made, 'README.md'), (text) => text.replace('# my-auth', `# ${name}`))
  if (sender !== undefined) {
    const file = join(made, 'triggers/suite.ts')
    await change(file, (text) => text.replace("'Example <welcome@example.com>'", () => quote(sender)))
  }
}

/** Gives the folder without links. */
async function copyInto(target: string, from: string): Promise<string> {
  try {
    await mkdir(target, { recursive: true })
    const made = await realpath(target)
    await cp(from, made, {
      recursive: true,
      filter: (source) => !leftovers.test(basename(source)) || source === from,
    })
    await rename(join(made, '_gitignore'), join(made, '.gitignore'))
    return made
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new TypeError(`${target} cannot be made (${code}): name another folder.`, { cause: error })
  }
}

/** As text in code. */
function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`
}

/** What `git init` and a forge put into a new folder, and the starter does not have. */
const harmless = /^(?:\.git|\.DS_Store|LICEN[CS]E(?:\.md|\.txt)?)$/

async function requireEmpty(target: string): Promise<void> {
  // A link that leads nowhere is something, too.
  const found = await stat(target).catch(() => lstat(target).catch(() => undefined))
  if (found === undefined) return
  if (!found.isDirectory()) throw new TypeError(`${target} is no folder: name a new folder.`)
  const names = await readdir(target).catch((error: unknown) => {
    throw new TypeError(`${target} cannot be read: name another folder.`, { cause: error })
  })
  if (!names.every((name) => harmless.test(name)))
    throw new TypeError(`${target} is not empty: name a new folder.`)
}

const needed = ['triggers', 'cdk', 'local', 'cli', 'callers', 'client']

/** Where each package was packed, by its name. */
function findTarballs(directory: string): ReadonlyMap<string, string> {
  const isFolder = statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true
  const names = isFolder ? readdirSync(directory) : []
  const found = names.flatMap((file): [string, string][] => {
    const name = /^cognito-trigger-suite-([a-z]+)-\d.*\.tgz$/.exec(file)?.[1]
    return name === undefined ? [] : [[scope + name, join(directory, file)]]
  })
  const tarballs = new Map(found)
  const lacking = needed.find((name) => !tarballs.has(scope + name))
  if (lacking === undefined) return tarballs
  if (found.length > 0) throw new TypeError(`${directory} lacks the packed package of ${scope}${lacking}.`)
  throw new TypeError(`${directory} holds no packed package of cognito-trigger-suite.`)
}

/** Packages that the team does not name are needed by others: npm takes tarballs for them only where they are named. */
function describe(
  text: string,
  name: string,
  target: string,
  tarballs: ReadonlyMap<string, string> | undefined,
): string {
  const { dependencies, devDependencies, ...rest }: Manifest = JSON.parse(text)
  const located = (given: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(given).map(([dependency, version]) => {
        const tarball = tarballs?.get(dependency)
        return [dependency, tarball === undefined ? version : `file:${relative(target, tarball)}`]
      }),
    )
  const others = Object.fromEntries(
    [...(tarballs ?? [])].filter(([dependency]) => !(dependency in dependencies)),
  )
  const manifest = {
    ...rest,
    name,
    dependencies: located(dependencies),
    devDependencies: located({ ...others, ...devDependencies }),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

async function change(file: string, by: (text: string) => string): Promise<void> {
  await writeFile(file, by(await readFile(file, 'utf8')))
}
