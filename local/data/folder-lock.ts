/** Lets one process at a time use a folder. */
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '../bundle-folders.ts'

/** Gives the function that frees the folder again. A process that was killed does not hold it.
 * @throws Error with one sentence when another process holds it, or when its lock is something else */
export async function lockFolder(folder: string, pid: number = process.pid): Promise<() => Promise<void>> {
  const lock = join(folder, 'lock')
  const own = join(folder, `lock-${pid}`)
  await writeFile(own, String(pid))
  try {
    await acquire(lock, { folder, own, pid })
  } finally {
    await rm(own, { force: true })
  }
  return async () => {
    const holder = await readHolder(lock).catch(() => undefined)
    if (holder === pid) await rm(lock, { force: true })
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

interface Taker {
  readonly folder: string
  /** The file that names the taker. */
  readonly own: string
  readonly pid: number
}

/** @throws Error when a process that runs has it */
async function acquire(lock: string, taker: Taker): Promise<void> {
  // A link cannot replace a file, and is there as a whole.
  while (!(await isLinked(taker.own, lock))) {
    const holder = await readHolder(lock)
    // The other process has freed it meanwhile.
    if (holder === undefined) continue
    if (holder !== taker.pid && isRunning(holder)) {
      throw new Error(
        `${taker.folder} is used by process ${holder}: end that one, or name another folder for --data.`,
      )
    }
    await takeAway(lock, holder, taker)
  }
}

/** One process at a time takes the lock of this dead one away: it could else be that of a third, who came first. */
async function takeAway(lock: string, holder: number, taker: Taker): Promise<void> {
  const turn = `${lock}-of-${holder}`
  await acquire(turn, taker)
  try {
    if ((await readHolder(lock)) === holder) await rm(lock, { force: true })
  } finally {
    await rm(turn, { force: true })
  }
}

/** Undefined when nothing is there.
 * @throws Error with one sentence when it is no process id; it stays as it is */
async function readHolder(lock: string): Promise<number | undefined> {
  const text = await readFile(lock, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return ''
  })
  if (text === undefined) return undefined
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new Error(
    `${lock} is no lock of this program: name another folder for --data, or move it away. It is left as it is.`,
  )
}
