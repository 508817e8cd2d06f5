/** One sandbox: a process and its Runtime API, which together go through init and then one invocation after another. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import type { FunctionConfig } from '../function-config.ts'
import type { ProcessGuard } from '../process-guard.ts'
import { sandboxEnvironment, type SandboxIdentity } from './environment.ts'
import { type RuntimeEvent, type RuntimeInvocation, startRuntimeApi } from './runtime-api.ts'
import { captureLog } from './sandbox-log.ts'
import { type ProcessExit, spawnSandboxProcess } from './sandbox-process.ts'

type Answer = Exclude<RuntimeEvent, { readonly kind: 'next' | 'init-error' }>

/** How init or an invocation went; unless it ended `ready`, the process is gone. */
export interface Phase {
  readonly end:
    | { readonly kind: 'ready' }
    | { readonly kind: 'exited'; readonly exit: ProcessExit }
    | { readonly kind: 'limit' }
  /** What the runtime posted before the end. */
  readonly answer: Answer | undefined
  /** Up to the answer. */
  readonly durationMs: number
  readonly logLines: readonly string[]
}

export interface Sandbox {
  readonly version: string
  /** Ends when the function is loaded, or could not be. */
  readonly initialised: Promise<Phase>
  readonly exited: Promise<ProcessExit>
  isAlive(): boolean
  maxMemoryMb(): number
  /** Runs one invocation; the caller keeps to one at a time. */
  run(invocation: RuntimeInvocation, limitMs: number): Promise<Phase>
  freeze(): void
  thaw(): void
  kill(): Promise<void>
}

export interface SandboxOptions {
  readonly config: FunctionConfig
  readonly identity: SandboxIdentity
  readonly initLimitMs: number
  readonly region: string
  readonly extraEnvironment: Readonly<Record<string, string>>
  readonly guard: ProcessGuard
  readonly clock: Clock
}

/** How long after the answer the log may still be on its way; more only when the function has closed its output. */
const logGraceMs = 200

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { config, identity, clock, guard } = options
  const startedAtMs = clock.monotonicMs()
  let onEvent: (event: RuntimeEvent) => void = () => {}
  let onExit: () => void = () => {}
  let hasExited = false
  const api = await startRuntimeApi((event) => onEvent(event))
  const child = spawnSandboxProcess({
    codeDir: config.codeDir,
    memoryMb: config.memoryMb,
    environment: sandboxEnvironment({
      config,
      identity,
      region: options.region,
      runtimeApi: `127.0.0.1:${api.port}`,
      extra: options.extraEnvironment,
    }),
    guard,
    clock,
  })
  const log = captureLog(child.stdout, child.stderr)
  const exited = child.exited.then(async (exit) => {
    hasExited = true
    await api.close()
    onExit()
    return exit
  })

  const runPhase = async (fromMs: number, limitMs: number, begin: () => void): Promise<Phase> => {
    const end = Promise.withResolvers<'ready' | 'exited' | 'limit'>()
    let answer: Answer | undefined
    let answeredAtMs: number | undefined
    onExit = () => end.resolve('exited')
    onEvent = (event) => {
      if (event.kind === 'next') return end.resolve('ready')
      answeredAtMs = clock.monotonicMs()
      answer = event.kind === 'init-error' ? { kind: 'error', payload: event.payload } : event
    }
    const cancelLimit = clock.after(limitMs, () => end.resolve('limit'))
    if (hasExited) end.resolve('exited')
    else begin()
    const kind = await end.promise
    cancelLimit()
    const durationMs = (answeredAtMs ?? clock.monotonicMs()) - fromMs
    const finish = (how: Phase['end']): Phase => ({ end: how, answer, durationMs, logLines: log.take() })

    if (kind === 'ready') {
      await settle(clock, log.waitForEnd(), logGraceMs)
      return finish({ kind })
    }
    child.kill()
    const exit = await exited
    return finish(kind === 'limit' ? { kind } : { kind, exit })
  }

  return {
    version: identity.version,
    initialised: runPhase(startedAtMs, options.initLimitMs, () => {}),
    exited,
    isAlive: () => child.isAlive(),
    maxMemoryMb: () => log.maxMemoryMb(),
    run: (invocation, limitMs) => runPhase(clock.monotonicMs(), limitMs, () => api.hand(invocation)),
    freeze: () => child.freeze(),
    thaw: () => child.thaw(),
    async kill() {
      child.kill()
      await exited
    },
  }
}

const settle = async (clock: Clock, work: Promise<void>, graceMs: number): Promise<void> => {
  const late = Promise.withResolvers<void>()
  const cancel = clock.after(graceMs, late.resolve)
  await Promise.race([work, late.promise])
  cancel()
}
