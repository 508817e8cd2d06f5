/** Runs another program, and waits until it is gone. */
import { execFile } from 'node:child_process'
import type { Writable } from 'node:stream'

export interface StartedProgram {
  readonly stdin: Writable | null
  readonly isGone: () => boolean
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
  const child = execFile(program, args, limits, (error, stdout, stderr) => {
    const end = (): void => resolve({ error, stdout, stderr })
    // After an abort Node calls back before the process has ended.
    if (isGone()) end()
    else child.once('exit', end)
  })
  const isGone = (): boolean =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  // `ended` tells that it is gone.
  child.stdin?.on('error', () => {})
  return { stdin: child.stdin, ended, isGone }
}
