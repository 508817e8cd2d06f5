/** One run of the worker: reads its input, does what its time allows, reports, and returns what is left. */
import { type InvocationContext, readRehearsal, type Runtime } from '../core/run.ts'
import { causeOf } from '../core/step.ts'
import { createAdminTurns } from './admin-turns.ts'
import type { WorkerConfig } from './config.ts'
import { rehearse } from './rehearse.ts'
import { readWorkerInput, type WorkerInput } from './input.ts'
import { createPacer } from './pacer.ts'
import { renderWorkerReport, type WorkerReport } from './report.ts'
import { provisionUser } from './provision-user.ts'
import { provisionAll, sweep } from './sweep.ts'
import { readUserKey } from '../domain/user-key.ts'
import { walkStretch } from './walk.ts'
import { deadlineOf, type Work } from './work.ts'

export interface WorkerRuntime extends Runtime {
  readonly region: string
  random(): number
}

export type WorkerHandler = (input: unknown, context: InvocationContext) => Promise<unknown>

/** Makes the handler. It throws only for an unknown input, and for a walk that could not do a single page: the workflow
 * repeats it. Any other failure leaves its record on the index. */
export function createWorker(config: WorkerConfig, runtime: WorkerRuntime): WorkerHandler {
  const { clock } = runtime
  const adminTurns = createAdminTurns(clock, config.adminWritesPerSecond)
  const lookUpPacer = createPacer(clock, config.lookUpsPerSecond)
  return async (input, context) => {
    const deadline = deadlineOf(clock, context.getRemainingTimeInMillis())
    const work: Work = {
      clock,
      deadline,
      owner: context.awsRequestId,
      random: () => runtime.random(),
      adminTurns,
      lookUpPacer,
    }
    const report = (done: Omit<WorkerReport, 'requestId' | 'durationMs'>): void => {
      const durationMs = clock.monotonicMs() - deadline.startedAtMs
      const about = { dimensions: runtime.dimensions, epochMs: clock.epochMs(), hashUser }
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
      if (readRehearsal(context.clientContext)) {
        await rehearse(config, work, runtime.region)
        report({ input: kind, outcome: 'done', users: [], rehearsal: true })
        return {}
      }
      switch (read.kind) {
        case 'stream': {
          const users = await provisionAll(config, read.keys, work)
          report({ input: 'stream', outcome: 'done', users })
          // Unfinished records are on the index, where the sweep finds them. The stream's shard never has to wait.
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
          const owner = read.owner ?? work.owner
          const { checkpoint, walk, ...did } = await walkStretch(
            config,
            { ...read, owner },
            work,
            runtime.region,
          )
          const { nextToken: _, ...reconcile } = checkpoint
          report({ input: 'reconcile', outcome: 'done', reconcile, walk, ...did })
          return { ...read, checkpoint, walk, stretches: read.stretches + 1 }
        }
        case 'user': {
          const { answer, provisioned } = await provisionUser(
            config,
            { ...read, region: runtime.region },
            work,
          )
          const users = provisioned === undefined ? [] : [provisioned]
          const why = answer.cause === undefined ? {} : { cause: answer.cause }
          report({ input: 'user', outcome: answer.end === 'unknown' ? 'failed' : 'done', users, ...why })
          return answer
        }
      }
    } catch (error) {
      const rehearsal = readRehearsal(context.clientContext) ? { rehearsal: true as const } : {}
      report({ input: kind, outcome: 'failed', cause: causeOf(error), users: [], ...rehearsal })
      throw error
    }
  }
}
