/** The real code of an actor, run against steps that somebody else answers. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { tryAttempts } from '../../triggers/adapters/attempts.ts'
import type { Database } from '../../triggers/adapters/dynamodb-client.ts'
import { ServiceError } from '../../triggers/adapters/service-error.ts'
import type { Clock } from '../../triggers/core/deadline.ts'
import { NotPerformedError, PermanentEffectError } from '../../triggers/domain/effect-record.ts'
import { isObject } from '../../triggers/core/json.ts'
import type { ActorKind, Answer, Heard, Moment, Ports, Request, Step } from './actor.ts'
import { createInterner } from './intern.ts'
import type { TableRequest } from './table.ts'

/** Who runs, in which method of the ledger. */
const running = new AsyncLocalStorage<{
  readonly method: string
  ask(request: Omit<TableRequest, 'method'>, signal: AbortSignal): Promise<object>
}>()

/** The adapters' table. Its requests are steps of the running actor. */
const database: Database = {
  send: (operation, input, call) =>
    tryAttempts('table', call, async (signal) => {
      const run = running.getStore()
      if (run === undefined) throw new Error('nobody runs')
      return { ...(await run.ask({ operation, input }, signal)) }
    }),
  open: async () => {},
}

export const requests = createInterner<Request>()

export interface Run {
  replay(heard: readonly Heard[]): Promise<void>
  look(): Pick<Moment, 'steps' | 'isOver' | 'timerAtMs' | 'reported'>
}

interface Waiting extends Step {
  settle(answer: Answer): void
}

export function startRun(kind: ActorKind, startMs: number): Run {
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
  const askTable = async (request: TableRequest, signal: AbortSignal): Promise<object> => {
    const answer = await ask({ kind: 'table', ...request }, signal)
    if (answer.kind === 'output') return answer.output
    if (answer.kind === 'lost') throw new ServiceError('table', 'unreachable')
    const isCondition = answer.kind === 'condition-failed'
    const exception = isCondition ? 'ConditionalCheckFailedException' : 'ValidationException'
    throw new ServiceError('table', 'refused', { exception })
  }
  const during = <T>(method: string, run: () => T): T =>
    running.run({ method, ask: (request, signal) => askTable({ method, ...request }, signal) }, run)
  const ports: Ports = {
    owner: kind.name,
    clock,
    database,
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
