/** Keeps the sandboxes of one function: which are idle, how many requests may run at once, and that all of them end. */
import type { FunctionConfig } from './function-config.ts'
import { outcomeOfInit } from './outcome.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/sandbox.ts'

export interface SandboxPool {
  readonly config: FunctionConfig
  /** Takes a place among the requests that run at once; false when all are taken. */
  enter(): boolean
  /** Takes a place, and waits for one. */
  enterWhenFree(): Promise<void>
  leave(): void
  /** The idle sandbox of this version that was used last, thawed. */
  takeIdle(version: string): Sandbox | undefined
  /** Rejects with ServiceClosedError after `close`. */
  start(
    version: string,
    initializationType: 'on-demand' | 'provisioned-concurrency',
    initLimitMs: number,
  ): Promise<Sandbox>
  /** Starts a sandbox ahead of time and puts it on the idle list; rejects when the function cannot be loaded. */
  prewarm(version: string): Promise<void>
  /** Puts a sandbox that is ready for more on the idle list. */
  release(sandbox: Sandbox): void
  /** Lets each running request end in its sandbox, and keeps no sandbox for another. Resolves when all are gone. */
  retire(): Promise<void>
  /** Starts no more sandboxes, kills those that live, and waits until they are gone. */
  close(): Promise<void>
}

export class ServiceClosedError extends Error {
  constructor() {
    super('The local Lambda service is closed; start it again to invoke a function.')
    this.name = 'ServiceClosedError'
  }
}

/**
 * Init ahead of time may take longer than the 10 s of a cold start.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
const aheadOfTimeInitLimitMs = 130_000

export function createSandboxPool(
  options: Omit<SandboxOptions, 'identity' | 'initLimitMs'> & {
    readonly maxConcurrency: number
    readonly freezeBetweenRequests: boolean
    readonly newId: () => string
  },
): SandboxPool {
  const { config, clock, maxConcurrency, freezeBetweenRequests, newId } = options
  const live = new Set<Sandbox>()
  const starting = new Set<Promise<Sandbox>>()
  const waiting: (() => void)[] = []
  let idle: readonly Sandbox[] = []
  let running = 0
  let isClosed = false
  let retired: PromiseWithResolvers<void> | undefined
  const enter = () => {
    if (running >= maxConcurrency) return false
    running += 1
    return true
  }

  const forgetWhenGone = async (sandbox: Sandbox) => {
    await sandbox.exited
    live.delete(sandbox)
    idle = idle.filter((each) => each !== sandbox)
  }
  const start: SandboxPool['start'] = async (version, initializationType, initLimitMs) => {
    if (isClosed) throw new ServiceClosedError()
    const day = new Date(clock.epochMs()).toISOString().slice(0, 10).replaceAll('-', '/')
    const logStreamName = `${day}/[${version}]${newId().replaceAll('-', '')}`
    const identity = { version, initializationType, logStreamName }
    const started = startSandbox({ ...options, identity, initLimitMs }).then((sandbox) => {
      live.add(sandbox)
      void forgetWhenGone(sandbox)
      return sandbox
    })
    starting.add(started)
    return started.finally(() => starting.delete(started))
  }
  const release = (sandbox: Sandbox) => {
    if (!sandbox.isAlive()) return
    if (retired !== undefined) return void sandbox.kill()
    if (freezeBetweenRequests) sandbox.freeze()
    idle = [...idle, sandbox]
  }

  const close = async () => {
    isClosed = true
    await Promise.allSettled(starting)
    await Promise.all([...live].map((sandbox) => sandbox.kill()))
  }

  return {
    config,
    enter,
    async enterWhenFree() {
      if (enter()) return
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    leave() {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
      if (running === 0) retired?.resolve()
    },
    takeIdle(version) {
      const sandbox = idle.findLast((each) => each.version === version && each.isAlive())
      if (sandbox === undefined) return undefined
      idle = idle.filter((each) => each !== sandbox)
      if (freezeBetweenRequests) sandbox.thaw()
      return sandbox
    },
    start,
    release,
    async prewarm(version) {
      const limitMs = Math.max(aheadOfTimeInitLimitMs, config.timeoutS * 1_000)
      const sandbox = await start(version, 'provisioned-concurrency', limitMs)
      const init = await sandbox.initialised
      if (init.end.kind === 'ready') return release(sandbox)
      const outcome = outcomeOfInit(init, '-', limitMs / 1_000)
      const cause = outcome.kind === 'ok' ? 'Unknown' : `${outcome.errorType}: ${outcome.errorMessage}`
      throw new Error(`Function ${config.functionName} could not be started ahead of time. ${cause}`)
    },
    async retire() {
      retired ??= Promise.withResolvers()
      if (running === 0) retired.resolve()
      await Promise.all(idle.map((sandbox) => sandbox.kill()))
      await retired.promise
      await close()
    },
    close,
  }
}
