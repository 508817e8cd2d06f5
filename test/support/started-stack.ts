/** Runs `npm start` as a person would, and waits for its line `ready`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StackDetails } from '../../local/stack.ts'

export interface StartedStack {
  readonly details: StackDetails
  readonly readyAfterMs: number
  /** Where `stack.json` and the build are. */
  readonly directory: string
  /** Calls the console's API with its token. */
  api<Answer>(path: string, init?: { readonly method: string; readonly body?: unknown }): Promise<Answer>
  /** Sends SIGTERM and gives the exit code. */
  stop(): Promise<number | null>
}

export interface EndedStart {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

const projectDirectory = join(import.meta.dirname, '../..')

export async function startForReal(args: readonly string[] = []): Promise<StartedStack> {
  const directory = await mkdtemp(join(tmpdir(), 'suite-stack-'))
  const startedAt = performance.now()
  const child = spawnStart(projectDirectory, ['--port', '0', '--no-open', '--directory', directory, ...args])
  await waitForReady(child)
  const readyAfterMs = performance.now() - startedAt
  const details: StackDetails = JSON.parse(await readFile(join(directory, 'stack.json'), 'utf8'))
  return {
    details,
    readyAfterMs,
    directory,
    async api(path, init) {
      const response = await fetch(`${details.consoleUrl}${path}`, {
        method: init?.method ?? 'GET',
        headers: { authorization: `Bearer ${details.consoleToken}`, 'content-type': 'application/json' },
        ...(init?.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      })
      return JSON.parse(await response.text())
    },
    async stop() {
      if (child.exitCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGTERM')
        await exited
      }
      await rm(directory, { recursive: true, force: true })
      return child.exitCode
    },
  }
}

/** Runs `npm start` in `project` where it is expected to end by itself. */
export async function startAndFail(
  project: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<EndedStart> {
  const child = spawnStart(project, ['--no-open', ...args], env)
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)))
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)))
  await once(child, 'close')
  return { exitCode: child.exitCode, ...output }
}

function spawnStart(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn('npm', ['start', '--silent', '--', ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
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
