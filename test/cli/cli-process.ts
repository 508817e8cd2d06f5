/** Runs the command line: as a process of its own, or inside of the test. */
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { runCli } from '../../cli/program.ts'
import { type Clock, systemClock } from '../../triggers/core/deadline.ts'
import { spawnGroup } from '../support/spawned-group.ts'

export interface Ran {
  readonly args: readonly string[]
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface RunOptions {
  readonly stdin?: string
  /** Default: the folder of the project. */
  readonly directory?: string
  readonly env?: Readonly<Record<string, string>>
  /** Of the command. Default: that of the machine. A process has no other. */
  readonly clock?: Clock
}

const root = join(import.meta.dirname, '../..')

/** `node cli/main.ts …`, as `npm run cli -- …` does. */
export async function runProcess(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { child, kill } = spawnGroup(process.execPath, [join(root, 'cli/main.ts'), ...args], {
    cwd: options.directory ?? root,
    env: { ...process.env, npm_lifecycle_event: '', ...options.env },
  })
  onTestFinished(kill)
  child.stdin.end(options.stdin ?? '')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { args, stdout, stderr, exitCode: child.exitCode ?? -1 }
}

/** The same in this process, which is ten times faster. */
export async function runInside(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' }
  const exitCode = await runCli(args, {
    stdin: readableOf(options.stdin ?? ''),
    stdout: { write: (chunk) => (written.stdout += chunk) },
    stderr: { write: (chunk) => (written.stderr += chunk) },
    env: { ...process.env, ...options.env },
    directory: options.directory ?? root,
    clock: options.clock ?? systemClock,
    random: () => 0,
  })
  return { args, ...written, exitCode }
}

async function* readableOf(content: string): AsyncGenerator<string> {
  yield content
}
