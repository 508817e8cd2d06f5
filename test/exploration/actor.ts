/** An actor is the real code, whose every await is a step that somebody else answers. What it does next follows from
 * what it heard, so that it runs once for each history, however many orders lead there. */
import type { Database } from '../../triggers/adapters/dynamodb-client.ts'
import type { Clock } from '../../triggers/core/deadline.ts'
import type { Call } from '../../triggers/core/step.ts'
import { type Run, startRun } from './run.ts'
import type { TableAnswer, TableRequest } from './table.ts'

/** What an actor waits for. */
export type Request =
  | ({ readonly kind: 'table' } & TableRequest)
  | { readonly kind: 'send'; readonly effect: string }
  | { readonly kind: 'look-up' }

/** How the pool lists the user. */
export type Listing = 'listed' | 'missing' | 'disabled'

/** What it may hear: for a send `refused` is certainly not done, and `never` is refused each time. */
export type Answer = TableAnswer | { readonly kind: 'done' | 'lost' | 'refused' | 'never' | Listing }

/** A step that is pending. */
export interface Step {
  readonly id: number
  readonly request: Request
}

export type Heard =
  | { readonly kind: 'answer'; readonly step: number; readonly answer: Answer; readonly nowMs: number }
  | { readonly kind: 'time'; readonly nowMs: number }

/** What the code of an actor is given. */
export interface Ports {
  readonly owner: string
  readonly clock: Clock
  readonly database: Database
  log(line: string): void
  send(effect: string, call: Call): Promise<void>
  lookUp(call: Call): Promise<Listing>
  /** Names the method of the ledger for the requests that it makes. */
  during<T>(method: string, run: () => T): T
}

export interface ActorKind {
  readonly name: string
  run(ports: Ports): Promise<unknown>
}

/** An actor after all that it has heard. */
export interface Moment {
  /** Unique among all moments. */
  readonly id: number
  readonly steps: readonly Step[]
  readonly isOver: boolean
  /** When the first of its timers fires. */
  readonly timerAtMs: number
  /** Failures that it has reported and that ring an alarm. */
  readonly reported: number
  hear(heard: Heard): Promise<Moment>
}

let moments = 0
const begun = new WeakMap<ActorKind, Map<number, Promise<Moment>>>()

/** The moment at which an actor begins. */
export function begin(kind: ActorKind, nowMs: number): Promise<Moment> {
  const known = begun.get(kind) ?? new Map<number, Promise<Moment>>()
  begun.set(kind, known)
  const moment = known.get(nowMs) ?? reach(kind, nowMs, [], undefined)
  known.set(nowMs, moment)
  return moment
}

async function reach(
  kind: ActorKind,
  startMs: number,
  history: readonly Heard[],
  live: Run | undefined,
): Promise<Moment> {
  const run = live ?? startRun(kind, startMs)
  await run.replay(live === undefined ? history : history.slice(-1))
  moments += 1
  const known = new Map<Answer | 'time', Map<string, Promise<Moment>>>()
  // The code goes on from here once; another answer at the same place needs a run of its own.
  let unused: Run | undefined = run
  return {
    id: moments,
    ...run.look(),
    hear(heard) {
      const [what, key] =
        heard.kind === 'time'
          ? (['time', `${heard.nowMs}`] as const)
          : ([heard.answer, `${heard.nowMs} ${heard.step}`] as const)
      const alike = known.get(what) ?? new Map<string, Promise<Moment>>()
      known.set(what, alike)
      const found = alike.get(key)
      if (found !== undefined) return found
      const next = reach(kind, startMs, [...history, heard], unused)
      unused = undefined
      alike.set(key, next)
      return next
    },
  }
}
