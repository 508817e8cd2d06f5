/** The function behind a job of S3 Batch Operations: it has the worker provision the user of each line, at a rate. */
import { pause } from '@cognito-trigger-suite/triggers/core/deadline'
import type { InvokedFunction } from '@cognito-trigger-suite/triggers/internal/adapters/invoke-function'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { callOutsideStep, type Call as ServiceCall, causeOf } from '@cognito-trigger-suite/triggers/core/step'
import { createPacer } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/pacer'
import { workerTimeoutMs } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/work'
import type { Answered, Call, CallerFunction } from '../shared/handler.ts'
import { type BatchEvent, type BatchTask, readBatchEvent, readSub } from './event.ts'
import { answerOf, type BatchAnswer, permanent, readAnswer, type TaskResult, temporary } from './result.ts'

export interface BatchSettings {
  readonly userPoolId: string
  /** Users that this copy has provisioned in a second. */
  readonly usersPerSecond: number
  /** Invokes the worker. Rejects with a `ServiceError`. */
  invokeWorker(input: object, call: ServiceCall): Promise<InvokedFunction>
}

/** No user is begun with less than this left, in milliseconds: the longest run of the worker, and the way back. */
export const leastPerTaskMs = workerTimeoutMs + 2_000

/** The first wait when every copy of the worker is busy, and the longest one, in milliseconds. */
const firstWaitMs = 250
const longestWaitMs = 4_000

export function createBatchFunction(
  settings: BatchSettings,
  { clock, hashUser }: Pick<Runtime, 'clock' | 'hashUser'>,
): CallerFunction<BatchEvent, BatchAnswer> {
  const pacer = createPacer(clock, settings.usersPerSecond)

  const provision = async (task: BatchTask, event: BatchEvent, call: Call): Promise<TaskResult> => {
    const sub = readSub(task)
    if (sub === undefined) return permanent('key_is_no_sub')
    const { userPoolId } = settings
    if ((event.userPoolId ?? userPoolId) !== userPoolId) return permanent('other_pool')
    const spareMs = (): number => call.deadline.remainingMs() - leastPerTaskMs
    if (!(await pacer.nextWithin(spareMs(), call.signal))) return temporary('no_turn')
    const asked = callOutsideStep(call.signal, 1, () => call.deadline.remainingMs())
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        const invoked = await settings.invokeWorker({ kind: 'user', userPoolId, sub }, asked)
        return invoked.functionError === undefined ? readAnswer(invoked.payload) : temporary('worker_failed')
      } catch (error) {
        const isBusy = error instanceof ServiceError && error.fault === 'throttled'
        if (!isBusy || spareMs() < waitMs) return temporary(causeOf(error))
        await pause(call.clock, waitMs, call.signal)
      }
    }
  }

  return {
    name: 's3-batch',
    waitsMs: () => 'function',
    parse: readBatchEvent,
    async handle(event, call) {
      const results = new Map<string, TaskResult>()
      for (const task of event.tasks) results.set(task.taskId, await provision(task, event, call))
      return { answer: answerOf(event, results), ...describe(results), ...about(event) }
    },
    /** S3 asks again for every task: a repeat provisions nobody twice.
     * @throws Error for an event that cannot be read: there is no shape to answer in */
    failed(input, failure) {
      const parsed = readBatchEvent(input)
      if (parsed.kind === 'malformed') throw new Error(parsed.problem)
      const { event } = parsed
      return answerOf(event, new Map(event.tasks.map(({ taskId }) => [taskId, temporary(failure.kind)])))
    },
  }

  /** Only a single user has a hash in the line. */
  function about({ tasks: [task, ...more] }: BatchEvent): Pick<Answered<BatchAnswer>, 'user'> {
    const sub = task === undefined || more.length > 0 ? undefined : readSub(task)
    return sub === undefined ? {} : { user: hashUser(settings.userPoolId, sub) }
  }
}

/** Failed when a task was not done, denied when a user was left alone, else allowed. The first such task is the reason. */
function describe(results: ReadonlyMap<string, TaskResult>): Omit<Answered<BatchAnswer>, 'answer'> {
  const all = [...results.values()]
  const failed = all.filter(({ code }) => code !== 'Succeeded')
  const denied = all.filter(({ code, text }) => code === 'Succeeded' && text !== 'provisioned')
  const notes = { tasks: all.length, failed: failed.length, denied: denied.length }
  if (failed[0] !== undefined) return { outcome: 'failed', cause: failed[0].text, notes }
  if (denied[0] !== undefined) return { outcome: 'denied', code: denied[0].text, notes }
  return { outcome: 'allowed', notes }
}
