/** Lets one process at a time use a folder. */
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '../bundle-folders.ts'

/** Gives the function that frees the folder again. A process that was killed does not hold it.
 * @throws Error with one sentence when another process holds it */
export async function lockFolder(folder: string, pid: number = process.pid): Promise<() => Promise<void>> {
  const lock = join(folder, 'lock')
  const own = join(folder, `lock-${pid}`)
  await writeFile(own, String(pid))
  try {
    // A link cannot replace a file, and is there as a whole.
    while (!(await isLinked(own, lock))) {
      const holder = await readHolder(lock)
      if (holder > 0 && holder !== pid && isRunning(holder)) {
        throw new Error(
          `${folder} is used by process ${holder}: end that one, or name another folder for --data.`,
        )
      }
      await takeAway(lock, holder, pid)
    }
  } finally {
    await rm(own, { force: true })
  }
  return async () => {
    if ((await readHolder(lock)) === pid) await rm(lock, { force: true })
  }
}

function isLinked(own: string, lock: string): Promise<boolean> {
  return link(own, lock).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    },
  )
}

/** The lock may meanwhile be that of a third process, which gets it back. */
async function takeAway(lock: string, holder: number, pid: number): Promise<void> {
  const aside = `${lock}-of-${pid}`
  const isTaken = await rename(lock, aside).then(
    () => true,
    () => false,
  )
  if (!isTaken) return
  if ((await readHolder(aside)) !== holder) await isLinked(aside, lock)
  await rm(aside, { force: true })
}

/** 0 when nothing is there, or no id. */
async function readHolder(lock: string): Promise<number> {
  const text = await readFile(lock, 'utf8').catch(() => '')
  return /^\d+$/.test(text) ? Number(text) : 0
}
