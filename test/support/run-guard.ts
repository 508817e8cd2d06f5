/** Checks at the end of a test run that nothing is left over; ends and removes what is, also when the run is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describeLeftOver, findLeftOver, isCheckable, waitForProcesses } from './left-over.ts'

/** Guards the run whose temporary folder is `directory`. The function that it gives ends the run, and throws when
 * something was left over. */
export function startRunGuard(directory: string): () => Promise<void> {
  // Its standard input ends when this process does, however that happens.
  const shell = spawn(
    '/bin/sh',
    [
      '-c',
      'read -r ended || exec "$0" "$@"',
      process.execPath,
      join(import.meta.dirname, 'end-run.ts'),
      directory,
    ],
    { stdio: ['pipe', 'ignore', 'inherit'], detached: true, env: { PATH: process.env['PATH'] } },
  )
  shell.unref()
  return async () => {
    const closed = once(shell, 'close')
    shell.ref()
    shell.stdin.end('ended\n')
    await closed
    if (!(await endRun(directory))) throw new LeftOverError()
  }
}

class LeftOverError extends Error {
  override readonly stack = ''
  constructor() {
    super('The test run left something over; it is listed above.')
  }
}

/** Prints what is left over, ends it, and removes `directory`; false when there was anything. */
export async function endRun(directory: string): Promise<boolean> {
  if (!isCheckable) process.stderr.write('left over: not looked for, since this system has no /proc\n')
  if (isCheckable) await waitForProcesses(directory)
  const leftOver = isCheckable ? await findLeftOver(directory) : { processes: [], folders: [] }
  if (isCheckable) process.stderr.write(`${describeLeftOver(leftOver)}\n`)
  for (const { pid } of leftOver.processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended in between.
    }
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  return leftOver.processes.length + leftOver.folders.length === 0
}
