/** The console's token, which stays the same over restarts, so that a tab of an earlier start goes on. */
import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Reads the token of the folder, or makes one. One that others on this machine could have read is replaced. */
export async function takeConsoleToken(directory: string): Promise<string> {
  const path = join(directory, 'console-token')
  const kept = await readToken(path)
  if (kept !== undefined) return kept
  const token = randomBytes(24).toString('base64url')
  const fresh = `${path}-${process.pid}`
  await writeFile(fresh, token, { mode: 0o600 })
  // The file of a process that had this id may have had another mode.
  await chmod(fresh, 0o600)
  await rename(fresh, path).catch(async (cause: unknown) => {
    await rm(fresh, { force: true })
    throw new Error(`${path} cannot be written: remove what stands there, or name another --directory.`, {
      cause,
    })
  })
  return token
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path)
    const text = await readFile(path, 'utf8')
    return (mode & 0o077) === 0 && /^[\w-]{32}$/.test(text) ? text : undefined
  } catch {
    return undefined
  }
}
