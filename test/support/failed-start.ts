/** Runs `npm start` where it is expected to end by itself. */
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { spawnStart } from './started-stack.ts'

export interface EndedStart {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export async function startAndFail(
  project: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<EndedStart> {
  const { child, kill } = spawnStart(project, args, env)
  onTestFinished(kill)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { exitCode: child.exitCode, stdout, stderr }
}
