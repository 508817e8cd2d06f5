/** Makes the folder that a stack keeps its files in. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** It makes one folder after the other: Node's `recursive` never ends where a file system says that an existing folder
 * does not exist, as /proc does.
 * @throws Error with one sentence when it cannot be made */
export async function makeDirectory(path: string, option = '--directory'): Promise<void> {
  try {
    await makeWithParents(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new Error(`${option} ${path} cannot be made (${code}): name a folder that you may write to.`, {
      cause: error,
    })
  }
}

async function makeWithParents(path: string): Promise<void> {
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
