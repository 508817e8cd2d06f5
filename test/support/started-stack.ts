/** Runs `npm start` as a person would, and waits for its line `ready`. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StackDetails } from '../../local/details-file.ts'
import { type SpawnedGroup, spawnGroup } from './spawned-group.ts'

export interface StartedStack {
  readonly details: StackDetails
  /** Where `stack.json` and the build are. */
  readonly directory: string
  /** Calls the console's API with its token. */
  api<Answer>(path: string, init?: { readonly method: string; readonly body?: unknown }): Promise<Answer>
  /** SIGKILL to all of it. */
  kill(): Promise<void>
  /** Sends SIGTERM and gives the exit code. */
  stop(): Promise<number | null>
}

const projectDirectory = join(import.meta.dirname, '../..')

/** `keep` is told at once how to end it. In slow motion a step that waits for what hangs takes seconds more, and a busy
 * machine has time for everything else. */
export async function startForReal(
  keep: (end: () => Promise<void>) => void,
  slowMotion = 4,
  variables: Readonly<Record<string, string | undefined>> = {},
  more: readonly string[] = [],
  project = projectDirectory,
): Promise<StartedStack> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-stack-'))
  keep(() => rm(directory, { recursive: true, force: true }))
  const args = ['--port', '0', '--directory', directory, ...more]
  const started = spawnStart(project, args, {
    SUITE_SLOW_MOTION: String(slowMotion),
    ...variables,
  })
  keep(() => started.kill())
  const { child } = started
  await waitForReady(child)
  const details: StackDetails = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))
  return {
    details,
    directory,
    async api(path, init) {
      const response = await fetch(`${details.consoleUrl}${path}`, {
        method: init?.method ?? 'GET',
        headers: { authorization: `Bearer ${details.consoleToken}`, 'content-type': 'application/json' },
        ...(init?.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      })
      return JSON.parse(await response.text())
    },
    kill: started.kill,
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

/** It ends with this process too, since that holds the other end of its standard input. */
export function spawnStart(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SpawnedGroup {
  return spawnGroup('npm', ['start', '--silent', '--', '--no-open', '--end-with-stdin', ...args], {
    cwd,
    env: { ...process.env, ...env },
  })
}

async function waitForReady(child: ChildProcess): Promise<void> {
  let output = ''
  const ready = Promise.withResolvers<void>()
  const read = (chunk: unknown): void => {
    output += String(chunk)
    if (/^ready$/m.test(output)) ready.resolve()
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  child.once('exit', (code) => ready.reject(new Error(`npm start ended with ${code}: ${output}`)))
  await ready.promise
}
