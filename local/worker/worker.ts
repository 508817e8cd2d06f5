/** Calls the provisioning worker as the table's stream and the schedule would. */
import type { Clock } from '@cognito-trigger-suite/triggers/core/deadline'
import { isInvocationAllowed } from '../template/invocation-policy.ts'
import type { StackModel, WorkerModel } from '../template/stack-model.ts'
import { matchesFilters } from './worker-filter.ts'
import type { StreamRecord } from './worker-stream.ts'

export interface LocalWorkerOptions {
  readonly model: WorkerModel
  readonly clock: Clock
  /** Invokes the function; true when it answered. */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<boolean>
}

export interface LocalWorker {
  offer(record: StreamRecord): void
  /** Does what the schedule does, at once. */
  sweep(): Promise<void>
  /** Resolves when no call is under way and no record waits. */
  idle(): Promise<void>
  close(): void
}

/** The most calls with one batch, the first included. After them the schedule still finds its users. */
const batchAttempts = 4

/** The rule of the template must be allowed to call it, as in AWS: otherwise the worker would never finish a user there.
 * @throws TypeError when it is not */
export function requireSchedule(
  model: Pick<StackModel, 'permissions' | 'accountId'>,
  { functionArn, sweepRuleArn }: WorkerModel,
): void {
  const caller = {
    principal: 'events.amazonaws.com',
    sourceArn: sweepRuleArn,
    sourceAccount: model.accountId,
  }
  if (isInvocationAllowed(model, functionArn, caller)) return
  throw new TypeError(`The schedule may not call ${functionArn}: add a permission for it.`)
}

/** One batch at a time, in order, like one shard of a stream. */
export function startWorker({ model, clock, invoke }: LocalWorkerOptions): LocalWorker {
  const waiting: StreamRecord[] = []
  const running = new Set<Promise<unknown>>()
  const ending = new AbortController()
  let isFollowing = false
  const cancelTimers = new Map<unknown, () => void>()

  const track = async (work: Promise<unknown>): Promise<void> => {
    running.add(work)
    try {
      await work
    } finally {
      running.delete(work)
    }
  }
  const follow = async (): Promise<void> => {
    if (isFollowing) return
    isFollowing = true
    for (;;) {
      const Records = waiting.splice(0, model.streamBatchSize)
      if (Records.length === 0 || ending.signal.aborted) break
      for (let attempt = 1; attempt <= batchAttempts && !ending.signal.aborted; attempt += 1)
        if (await invoke(model.functionArn, { Records })) break
    }
    isFollowing = false
  }
  const call = async (input: unknown): Promise<void> => {
    if (!ending.signal.aborted) await track(invoke(model.functionArn, input))
  }
  const schedule = (everyMs: number, input: unknown): void => {
    const cancel = clock.after(everyMs, () => {
      schedule(everyMs, input)
      void call(input)
    })
    cancelTimers.set(input, cancel)
  }
  schedule(model.sweepEveryMs, model.sweepInput)
  for (const { everyMs, input } of model.otherSchedules) schedule(everyMs, input)

  return {
    offer(record) {
      if (ending.signal.aborted || !matchesFilters(record, model.streamFilters)) return
      waiting.push(record)
      void track(follow())
    },
    sweep: () => call(model.sweepInput),
    async idle() {
      while (running.size > 0) await Promise.allSettled(running)
    },
    close() {
      ending.abort()
      for (const cancel of cancelTimers.values()) cancel()
    },
  }
}
