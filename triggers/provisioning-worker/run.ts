/** One run of the worker: reads its input, does what fits into its time, reports, and says what is left. */
import type { Clock, Deadline } from '../core/deadline.ts'
import type { InvocationContext, Runtime } from '../core/run.ts'
import { causeOf } from '../core/step.ts'
import type { WorkerConfig } from './config.ts'
import { readWorkerInput, type WorkerInput } from './input.ts'
import { createPacer } from './pacer.ts'
import { type ReconcileCheckpoint, reconcilePage } from './reconcile.ts'
import { renderWorkerReport, type WorkerReport } from './report.ts'
import { provisionAll, sweep } from './sweep.ts'
import { readUserKey } from './user-key.ts'
import type { Work } from './work.ts'

/** Kept for the report and the way back, in milliseconds. */
const reserveMs = 1_000

/** No further page of a walk is begun with less than this left, in milliseconds: 60 users at ten a second, with room. */
const leastPerPageMs = 20_000

export interface WorkerRuntime extends Runtime {
  readonly region: string
  random(): number
}

export type WorkerHandler = (input: unknown, context: InvocationContext) => Promise<unknown>

/** Makes the handler. It throws only for an input that is none, and for a walk that could not go on: the workflow
 * repeats it. Whatever else goes wrong stays on the index. */
export function createWorker(config: WorkerConfig, runtime: WorkerRuntime): WorkerHandler {
  const { clock } = runtime
  const adminPacer = createPacer(clock, config.adminWritesPerSecond)
  const lookUpPacer = createPacer(clock, config.lookUpsPerSecond)
  return async (input, context) => {
    const deadline = deadlineOf(clock, context.getRemainingTimeInMillis())
    const work: Work = {
      clock,
      deadline,
      owner: context.awsRequestId,
      random: () => runtime.random(),
      adminPacer,
      lookUpPacer,
    }
    const report = (done: Omit<WorkerReport, 'requestId' | 'durationMs'>): void => {
      const durationMs = clock.monotonicMs() - deadline.startedAtMs
      const about = { functionName: runtime.functionName, epochMs: clock.epochMs(), hashUser }
      runtime.log(renderWorkerReport({ ...done, requestId: context.awsRequestId, durationMs }, about))
    }
    const hashUser = (pk: string): string => {
      const { userPoolId, sub } = readUserKey(pk)
      return runtime.hashUser(userPoolId, sub)
    }

    let kind: WorkerInput['kind'] | 'unknown' = 'unknown'
    try {
      const read = readWorkerInput(input)
      kind = read.kind
      switch (read.kind) {
        case 'stream': {
          const users = await provisionAll(config, read.keys, work)
          report({ input: 'stream', outcome: 'done', users })
          // What was not done is on the index, where the sweep finds it: nothing holds the shard up.
          return { batchItemFailures: [] }
        }
        case 'sweep': {
          const { users, oldestDueMs, unreadable, cause } = await sweep(config, work)
          const failed = unreadable > 0
          report({
            input: 'sweep',
            outcome: failed ? 'failed' : 'done',
            users,
            oldestDueMs,
            ...(cause === undefined ? {} : { cause }),
          })
          return { users: users.length }
        }
        case 'reconcile': {
          const checkpoint = await walk(config, read.checkpoint, work, runtime.region)
          const { nextToken: _, ...reconcile } = checkpoint
          report({ input: 'reconcile', outcome: 'done', users: [], reconcile })
          return { kind: 'reconcile', checkpoint }
        }
      }
    } catch (error) {
      report({ input: kind, outcome: 'failed', cause: causeOf(error), users: [] })
      throw error
    }
  }
}

async function walk(
  config: WorkerConfig,
  from: ReconcileCheckpoint,
  { clock, deadline }: Work,
  region: string,
): Promise<ReconcileCheckpoint> {
  const { signal } = new AbortController()
  const pagePacer = createPacer(clock, config.reconcile.pagesPerSecond)
  const userPacer = createPacer(clock, config.reconcile.usersPerSecond)
  let checkpoint = from
  while (!checkpoint.isDone) {
    checkpoint = await reconcilePage(config, checkpoint, {
      clock,
      deadline,
      region,
      isDryRun: false,
      pagePacer,
      userPacer,
      signal,
    })
    if (deadline.remainingMs() < leastPerPageMs) break
  }
  return checkpoint
}

function deadlineOf(clock: Clock, remainingMs: number): Deadline {
  const startedAtMs = clock.monotonicMs()
  const endsAtMs = startedAtMs + Math.max(0, remainingMs - reserveMs)
  return { startedAtMs, endsAtMs, remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}
