/** An actor is the real code, whose every await is a step that somebody else answers. What it does next follows from
 * what it heard, so that it runs once for each history, however many orders lead there. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Database } from '../../triggers/adapters/dynamodb-client.ts'
import type { Clock } from '../../triggers/core/deadline.ts'
import { NotPerformedError, PermanentEffectError } from '../../triggers/core/effect.ts'
import type { Call } from '../../triggers/core/step.ts'
import { isObject } from '../../triggers/events/envelope.ts'
import { createInterner } from './intern.ts'
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
  /** Failures that it has reported, by which an alarm rings. */
  readonly reported: number
  hear(heard: Heard): Promise<Moment>
}

/** Who runs, in which method of the ledger. */
const running = new AsyncLocalStorage<{
  readonly method: string
  ask(command: object, signal: AbortSignal): Promise<object>
}>()

/** The adapters' client, whose requests are steps of whoever runs. */
const client = Object.assign(new DynamoDBClient({ region: 'eu-west-1' }), {
  send(command: object, { abortSignal }: { readonly abortSignal: AbortSignal }): Promise<object> {
    const run = running.getStore()
    if (run === undefined) throw new Error('nobody runs')
    return run.ask(command, abortSignal)
  },
})

export const requests = createInterner<Request>()

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

interface Run {
  replay(heard: readonly Heard[]): Promise<void>
  look(): Pick<Moment, 'steps' | 'isOver' | 'timerAtMs' | 'reported'>
}

interface Waiting extends Step {
  settle(answer: Answer): void
}

function startRun(kind: ActorKind, startMs: number): Run {
  let nowMs = startMs
  let steps = 0
  let isOver = false
  let isBegun = false
  let reported = 0
  const waiting = new Map<number, Waiting>()
  let timers: { readonly atMs: number; readonly fire: () => void }[] = []

  const ask = (request: Request, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      steps += 1
      const id = steps
      signal.addEventListener('abort', () => {
        if (waiting.delete(id)) reject(signal.reason)
      })
      waiting.set(id, { id, request, settle: resolve })
    })
  const clock: Clock = {
    monotonicMs: () => nowMs,
    epochMs: () => nowMs,
    after(ms, fire) {
      const timer = { atMs: nowMs + ms, fire }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
  }
  const askTable = async (method: string, command: object, signal: AbortSignal): Promise<object> => {
    const answer = await ask({ kind: 'table', method, command }, signal)
    if (answer.kind === 'output') return answer.output
    if (answer.kind === 'condition-failed')
      throw new ConditionalCheckFailedException({ message: 'the condition does not hold', $metadata: {} })
    throw answer.kind === 'lost' ? new ConnectionResetError() : new RefusedWriteError()
  }
  const during = <T>(method: string, run: () => T): T =>
    running.run({ method, ask: (command, signal) => askTable(method, command, signal) }, run)
  const ports: Ports = {
    owner: kind.name,
    clock,
    database: () => client,
    log(line) {
      const report: unknown = JSON.parse(line)
      reported += isObject(report) ? Number(report['EffectFailed'] ?? 0) : 0
    },
    async lookUp({ signal }) {
      const { kind: listing } = await ask({ kind: 'look-up' }, signal)
      return listing === 'listed' || listing === 'disabled' ? listing : 'missing'
    },
    async send(effect, call) {
      call.onAttempt()
      const { kind: outcome } = await ask({ kind: 'send', effect }, call.signal)
      if (outcome === 'lost') throw new ConnectionResetError()
      if (outcome === 'refused') throw new NotPerformedError('throttled')
      if (outcome === 'never') throw new PermanentEffectError('refused_for_good')
    },
    during,
  }
  /** As after a freeze: time is over at once, and then each timer is late. */
  const fireTimers = async (): Promise<void> => {
    const late = timers.filter(({ atMs }) => atMs <= nowMs)
    for (const timer of late.toSorted((one, other) => one.atMs - other.atMs)) {
      if (!timers.includes(timer)) continue
      timers = timers.filter((other) => other !== timer)
      timer.fire()
      await settled()
    }
  }
  return {
    replay: (history) =>
      withoutTimers(async (firePauses) => {
        if (!isBegun) {
          isBegun = true
          const end = (): void => {
            isOver = true
          }
          during('other', () => kind.run(ports)).then(end, end)
          await settled()
        }
        for (const heard of history) {
          nowMs = heard.nowMs
          if (heard.kind === 'time') await fireTimers()
          else {
            const step = waiting.get(heard.step)
            waiting.delete(heard.step)
            step?.settle(heard.answer)
          }
          await settled()
          firePauses()
          await settled()
        }
      }),
    look: () => ({
      steps: [...waiting.values()].map(({ id, request }) => ({ id, request: requests.one(request) })),
      isOver,
      reported,
      timerAtMs: Math.min(Number.POSITIVE_INFINITY, ...timers.map(({ atMs }) => atMs)),
    }),
  }
}

/** The adapters' pause before a further attempt. */
const retryPauseMs = 25
const noTimer = setTimeout(() => {}, 0)
clearTimeout(noTimer)

/** The system's timers are bounds of single requests, which never end here, and the pause before a further attempt,
 * which ends when `firePauses` says so. */
async function withoutTimers(run: (firePauses: () => void) => Promise<void>): Promise<void> {
  const { setTimeout } = globalThis
  let pauses: (() => void)[] = []
  const hold = (fire: () => void, ms?: number) => {
    if (ms === retryPauseMs) pauses.push(fire)
    return noTimer
  }
  globalThis.setTimeout = Object.assign(hold, { __promisify__: setTimeout.__promisify__ })
  try {
    await run(() => {
      for (const fire of pauses) fire()
      pauses = []
    })
  } finally {
    globalThis.setTimeout = setTimeout
  }
}

/** One turn of the event loop: every promise that can settle has settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

class ConnectionResetError extends Error {
  readonly code = 'ECONNRESET'
}

class RefusedWriteError extends Error {
  override readonly name = 'ValidationException'
  readonly $metadata = { httpStatusCode: 400 }
}
