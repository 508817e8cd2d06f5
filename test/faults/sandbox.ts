/** A process that can die: from then on nothing that it began goes on, and nothing that it waits for comes. */
import type { VirtualClock } from '../../triggers/testing/virtual-clock.ts'

/** What a dependency does with a call; `cut-off` meets a dead socket. Only the last four let the target do its work, and do not say so: the answer is
 * lost, is a server error, breaks off in its middle, or meets a process that died. */
export type FaultKind =
  | 'none'
  | 'slow'
  | 'hang'
  | 'throttle'
  | 'error'
  | 'outage'
  | 'cut-off'
  | 'answer-lost'
  | 'taken-then-error'
  | 'answer-cut'
  | 'crash'

export type Dependency = 'table' | 'user-pool' | 'event-bus' | 'mail' | 'webhook'

export interface Trouble {
  /** The fault that strikes this call, the `count`-th one of its sandbox to the dependency; called once per call, so
   * that a crash strikes once. */
  faultOf(dependency: Dependency, operation: string, count: number): FaultKind
}

/** What the dependencies say of a call, in words that their adapters would pass on. */
export interface Refusals {
  throttled(dependency: Dependency): Error
  broken(dependency: Dependency): Error
  unreachable(dependency: Dependency): Error
  cutOff(dependency: Dependency): Error
}

const quickMs = 10
const slowMs = 700

export interface Sandbox {
  readonly died: Promise<void>
  isAlive(): boolean
  /** Calls a dependency: meets its fault, lets `apply` happen or not, and gives its result or does not. */
  call<T>(dependency: Dependency, operation: string, apply: () => T): Promise<T>
}

export function createSandbox(clock: VirtualClock, trouble: Trouble, refusals: Refusals): Sandbox {
  const death = Promise.withResolvers<void>()
  let isAlive = true
  const counts = new Map<Dependency, number>()
  const forever = <T>(): Promise<T> => new Promise<T>(() => {})
  const whenAlive = async <T>(run: () => T): Promise<T> => (isAlive ? run() : forever())
  return {
    died: death.promise,
    isAlive: () => isAlive,
    async call(dependency, operation, apply) {
      if (!isAlive) return forever()
      const count = (counts.get(dependency) ?? 0) + 1
      counts.set(dependency, count)
      const fault = trouble.faultOf(dependency, operation, count)
      await clock.sleep(fault === 'slow' ? slowMs : quickMs)
      switch (fault) {
        case 'none':
        case 'slow':
          return whenAlive(apply)
        case 'hang':
          return forever()
        case 'throttle':
          return whenAlive(() => fail(refusals.throttled(dependency)))
        case 'error':
          return whenAlive(() => fail(refusals.broken(dependency)))
        case 'outage':
          return whenAlive(() => fail(refusals.unreachable(dependency)))
        case 'cut-off':
          return whenAlive(() => fail(refusals.cutOff(dependency)))
        case 'answer-lost':
          await whenAlive(apply)
          return forever()
        case 'taken-then-error':
          await whenAlive(apply)
          return fail(refusals.broken(dependency))
        case 'answer-cut':
          await whenAlive(apply)
          return fail(refusals.cutOff(dependency))
        case 'crash': {
          await whenAlive(apply)
          isAlive = false
          death.resolve()
          return forever()
        }
      }
    },
  }
}

function fail(error: Error): never {
  throw error
}
