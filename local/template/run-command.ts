/** Runs a command line by the shell, as the CDK does, and ends all that it has started. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { startProcessGuard } from '../lambda/process-guard.ts'
import { signalGroup } from '../lambda/sandbox/process-group.ts'

export interface CommandEnd {
  /** Such as `exit code 1`; undefined after exit code 0. */
  readonly failure: string | undefined
  /** Lines that are not empty, the last ones of many. */
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
}

/** How much of an output is kept, in characters. */
const keptCharacters = 20_000
/** How long a pipe may stay open after the shell has ended, because a process outside of its group holds it too. */
const pipeGraceMs = 500

/** Standard input is empty. Never rejects. */
export async function runCommand(
  command: string,
  options: {
    readonly cwd: string
    readonly env: NodeJS.ProcessEnv
    readonly signal: AbortSignal | undefined
  },
): Promise<CommandEnd> {
  const { cwd, env, signal } = options
  if (signal?.aborted === true) return { failure: 'an abort', stdout: [], stderr: [] }
  const guard = startProcessGuard()
  // A group of its own, so that one signal reaches what the shell has started.
  const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = [keepEnd(child.stdout), keepEnd(child.stderr)] as const
  const kill = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  }
  signal?.addEventListener('abort', kill)
  if (child.pid !== undefined) guard.add(child.pid)
  try {
    const failure = await waitForEnd(child, kill)
    return { failure, stdout: linesOf(output[0]()), stderr: linesOf(output[1]()) }
  } finally {
    signal?.removeEventListener('abort', kill)
    if (child.pid !== undefined) guard.remove(child.pid)
    await guard.close()
  }
}

function waitForEnd(
  child: ChildProcessByStdio<null, Readable, Readable>,
  kill: () => void,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  child.on('error', (error) => resolve(error.message))
  child.on('exit', (code, signal) => {
    kill()
    const end = (): void =>
      resolve(code === 0 ? undefined : code === null ? `signal ${signal}` : `exit code ${code}`)
    const cancel = systemClock.after(pipeGraceMs, end)
    child.on('close', () => {
      cancel()
      end()
    })
  })
  return promise
}

function keepEnd(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-keptCharacters)
  })
  return () => text
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
