/** Makes the folder that a stack keeps its files in. */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** @throws Error with one sentence when it cannot be made, or takes no files */
export async function makeDirectory(path: string, option = '--directory'): Promise<void> {
  try {
    await makeWithParents(path)
    // A folder that is there may take no files.
    await rm(await mkdtemp(join(path, '.probe-')), { recursive: true })
  } catch (error) {
    throw new Error(
      `${option} ${path} cannot be used, since ${describe(error, path)}: name another folder.`,
      {
        cause: error,
      },
    )
  }
}

function describe(error: unknown, path: string): string {
  const { code, path: place } = Object(error)
  const where = typeof place === 'string' ? place : path
  const folder = dirname(where)
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `${where} is a file and no folder`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `you may not write to ${folder} (${code})`
    case 'ENOENT':
      return `the file system of ${folder} takes no new files (ENOENT)`
    default:
      return `it cannot be made (${code ?? 'unknown'})`
  }
}

/** It makes one folder after the other: Node's `recursive` never ends where a file system says that an existing folder
 * does not exist, as /proc does. */
export async function makeWithParents(path: string): Promise<void> {
  if (await isDirectory(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeWithParents(parent)
  await mkdir(path).catch(async (error: unknown) => {
    // Another stack may have made it meanwhile.
    if (!(await isDirectory(path))) throw error
  })
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
