/** Runs another program, and waits until it is gone. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

export interface StartedProgram {
  readonly stdin: Writable | null
  /** Resolves when its process is gone, also when the signal ended it. */
  readonly ended: Promise<{
    /** Null after exit code 0. */
    readonly error: Error | null
    readonly stdout: string
    readonly stderr: string
  }>
}

export function startProgram(
  program: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal; readonly cwd?: string; readonly maxBuffer?: number } = {},
): StartedProgram {
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<StartedProgram['ended']>>()
  const limits = { killSignal: 'SIGKILL' as const, ...options }
  const child = execFile(program, args, limits, async (error, stdout, stderr) => {
    // After an abort Node calls back before the process has ended.
    const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null
    if (isRunning) await once(child, 'exit')
    resolve({ error, stdout, stderr })
  })
  // `ended` tells that it is gone.
  child.stdin?.on('error', () => {})
  return { stdin: child.stdin, ended }
}
