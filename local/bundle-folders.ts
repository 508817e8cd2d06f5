/** Where each start keeps its bundles, so that neither a build nor another start changes the code of a running stack. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of this process, after those of starts that were killed are removed. */
export async function takeBundleFolder(directory: string, pid: number = process.pid): Promise<string> {
  const all = join(directory, 'dist')
  const names = await readdir(all).catch(() => [])
  const left = names.filter((name) => {
    const owner = /^(\d+)(?:-\w+)?$/.exec(name)?.[1]
    return owner !== undefined && !isRunning(Number(owner))
  })
  await Promise.all(left.map((name) => rm(join(all, name), { recursive: true, force: true })))
  return join(all, String(pid))
}

/** Whether the process is on this machine, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // When the process belongs to another user, it is running as well.
    return error instanceof Error && 'code' in error && error.code !== 'ESRCH'
  }
}
