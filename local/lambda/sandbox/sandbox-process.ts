/** Starts, freezes, thaws and kills the Node process in which a function runs. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { ProcessGuard } from '../process-guard.ts'
import { signalGroup } from './process-group.ts'

export interface ProcessExit {
  /** Null when a signal ended the process, or when it never started. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface SandboxProcess {
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the process has ended and all that it wrote has been read. */
  readonly exited: Promise<ProcessExit>
  /** False as soon as the process has ended. */
  isAlive(): boolean
  freeze(): void
  thaw(): void
  /** SIGKILL to the process and to what it started, frozen or not. */
  kill(): void
}

/** AWS's runtime client; its main file is the program that runs inside a sandbox. */
export const runtimeClientPath = createRequire(import.meta.url).resolve('aws-lambda-ric')

const preloadPath = fileURLToPath(new URL('./preload.cjs', import.meta.url))

/** How long a pipe may stay open after its process has ended, because another process holds it too. */
const pipeGraceMs = 500

export function spawnSandboxProcess(options: {
  readonly codeDir: string
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  readonly guard: ProcessGuard
  readonly clock: Clock
}): SandboxProcess {
  const { codeDir, memoryMb, environment, guard, clock } = options
  // A group of its own, so that one signal reaches all of it and Ctrl-C in the terminal does not.
  const child = spawn(
    process.execPath,
    [...nodeFlags(memoryMb), '--require', preloadPath, runtimeClientPath],
    {
      cwd: codeDir,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
  const { pid, stdout, stderr } = child
  const exited = Promise.withResolvers<ProcessExit>()
  let isAlive = pid !== undefined
  const signal = (name: NodeJS.Signals) => {
    if (isAlive && pid !== undefined) signalGroup(pid, name)
  }

  if (pid !== undefined) guard.add(pid)
  child.on('error', () => exited.resolve({ code: null, signal: null }))
  child.on('exit', (code, exitSignal) => {
    signal('SIGKILL')
    isAlive = false
    if (pid !== undefined) guard.remove(pid)
    const end = () => exited.resolve({ code, signal: exitSignal })
    const cancel = clock.after(pipeGraceMs, end)
    child.on('close', () => {
      cancel()
      end()
    })
  })
  return {
    stdout,
    stderr,
    exited: exited.promise,
    isAlive: () => isAlive,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    kill: () => signal('SIGKILL'),
  }
}

/** The flags with which Lambda starts Node: the heap takes nine tenths of the memory. */
const nodeFlags = (memoryMb: number): readonly string[] => [
  '--expose-gc',
  '--max-http-header-size=81920',
  `--max-semi-space-size=${Math.max(1, Math.floor(memoryMb * 0.05))}`,
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
]
