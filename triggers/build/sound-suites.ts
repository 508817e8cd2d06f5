/** Remembers by content which suites passed the compiler, so that it runs only after a change. */
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findProject } from './project.ts'

const project = findProject()
const cache = join(project, 'node_modules/.cache/suite-types')

/** What decides besides the files of the suite: the settings, and the version of every package. */
const settings = [
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'node_modules/typescript/package.json',
].map((file) => join(project, file))

/** Whether each file and folder that the compiler read for this suite is unchanged since it passed. */
export async function isKnownSound(file: string): Promise<boolean> {
  const hashes = await readHashes(entryOf(file))
  if (hashes.length === 0) return false
  const now = await Promise.all(hashes.map(async ([path]) => hashOf(path)))
  return hashes.every(([, hash], index) => hash === now[index])
}

/** Keeps the content of `files`, as the compiler lists them, unless a file has changed since the compiler began, at
 * `sinceMs`. It also keeps what decides which file an import means: the names in their folders, and the packages
 * above. If the folder cannot be written, nothing is kept. */
export async function rememberSound(file: string, files: readonly string[], sinceMs: number): Promise<void> {
  const own = files.filter((path) => !path.includes('/node_modules/'))
  const folders = [...new Set(own.map((path) => dirname(path)))]
  const times = await Promise.all([...own, ...folders].map((path) => stat(path)))
  if (times.some(({ mtimeMs }) => mtimeMs >= sinceMs)) return
  const hashes = await Promise.all(
    [...own, ...folders, ...packagesAbove(folders), ...settings].map(
      async (path) => [path, await hashOf(path)] as const,
    ),
  )
  await keep(entryOf(file), (path) => writeFile(path, JSON.stringify(hashes)))
}

/** Where the compiler's own record of the last check of this suite is kept. */
export function progressOf(file: string): string {
  return `${entryOf(file)}.progress`
}

/** Keeps the record that the compiler wrote at `path`. */
export async function keepProgress(file: string, path: string): Promise<void> {
  await keep(progressOf(file), (fresh) => copyFile(path, fresh))
}

/** Keeps nothing when the folder cannot be written: the next run checks again. */
async function keep(entry: string, write: (path: string) => Promise<void>): Promise<void> {
  // Of two checks at once, neither may read a half-written file of the other.
  const fresh = `${entry}-${randomUUID()}`
  try {
    await mkdir(dirname(entry), { recursive: true })
    await write(fresh)
    await rename(fresh, entry)
  } catch {
    await rm(fresh, { force: true })
  }
}

/** What makes a folder a package, or holds packages for it. */
function packagesAbove(folders: readonly string[]): readonly string[] {
  const above = new Set<string>()
  for (const folder of folders)
    for (let each = folder; !above.has(each); each = dirname(each)) above.add(each)
  return [...above].flatMap((each) =>
    ['package.json', 'node_modules/.package-lock.json'].map((name) => join(each, name)),
  )
}

function entryOf(file: string): string {
  return join(cache, `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`)
}

async function readHashes(entry: string): Promise<readonly (readonly [string, string])[]> {
  try {
    const read: unknown = JSON.parse(await readFile(entry, 'utf8'))
    const pairs: readonly unknown[] = Array.isArray(read) ? read : []
    return pairs.flatMap((pair) => (Array.isArray(pair) ? [[String(pair[0]), String(pair[1])] as const] : []))
  } catch {
    return []
  }
}

/** A file's content, or the names in a folder that an import may find; `absent` for a missing one. */
async function hashOf(path: string): Promise<string> {
  try {
    const content = (await stat(path)).isDirectory() ? await namesIn(path) : await readFile(path)
    return createHash('sha256').update(content).digest('hex')
  } catch {
    return 'absent'
  }
}

async function namesIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries.filter((entry) => entry.isDirectory() || /\.(?:[cm]?[jt]sx?|json)$/.test(entry.name))
  return found
    .map(({ name }) => name)
    .sort()
    .join('\n')
}
