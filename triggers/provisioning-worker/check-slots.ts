/** Looks whether the pool still calls the functions of the suite: the next update of a pool by a program that does not
 * know of them takes them off, and nothing else tells it. */
import { isObject, own, ownText, type RawObject } from '../core/json.ts'
import type { Runtime } from '../core/run.ts'
import { causeOf } from '../core/step.ts'
import { functionsIn, tokenVersionIn } from '../domain/slot.ts'
import type { PoolTriggers } from '../ports/pool-triggers.ts'
import { renderWorkerReport, type WorkerReport } from './report.ts'
import type { WorkerHandler } from './run.ts'
import { callRecords, deadlineOf, type Work } from './work.ts'

type Checked = Pick<WorkerReport, 'outcome' | 'cause'> & { readonly lostSlots: readonly string[] }

/** A worker that also takes `{ kind: 'slots', userPoolId, slots: { <slot>: <function> } }`, with `tokenVersion`, that of the
 * events of pre token generation, where it is known. A pool that cannot be read
 * counts as one lost slot: nobody knows what it calls. Such a call never rejects: the next one comes soon. */
export function withSlotCheck(
  worker: WorkerHandler,
  { clock, dimensions, log }: Pick<Runtime, 'clock' | 'dimensions' | 'log'>,
  triggers: PoolTriggers,
): WorkerHandler {
  return async (input, context) => {
    if (!isObject(input) || own(input, 'kind') !== 'slots') return worker(input, context)
    const deadline = deadlineOf(clock, context.getRemainingTimeInMillis())
    const checked = await checkSlots(input, { clock, deadline }, triggers)
    const durationMs = clock.monotonicMs() - deadline.startedAtMs
    const about = { dimensions, epochMs: clock.epochMs(), hashUser: () => '' }
    const requestId = context.awsRequestId
    log(renderWorkerReport({ input: 'slots', ...checked, users: [], requestId, durationMs }, about))
    return { lostSlots: checked.lostSlots }
  }
}

async function checkSlots(
  input: RawObject,
  work: Pick<Work, 'clock' | 'deadline'>,
  triggers: PoolTriggers,
): Promise<Checked> {
  try {
    const slots = own(input, 'slots')
    const [userPoolId, version] = [ownText(input, 'userPoolId'), ownText(input, 'tokenVersion')]
    if (!isObject(slots) || userPoolId === undefined)
      throw new TypeError('the input names no pool or no slots')
    const called = await callRecords(work, (call) => triggers.read(userPoolId, call))
    const lostSlots = Object.keys(slots).filter((slot) => {
      const functions = functionsIn(called, slot)
      const isOther =
        slot === 'PreTokenGeneration' && version !== undefined && version !== tokenVersionIn(called)
      return functions.length !== 1 || functions[0] !== slots[slot] || isOther
    })
    return { outcome: 'done', lostSlots }
  } catch (error) {
    return { outcome: 'failed', cause: causeOf(error), lostSlots: ['unknown'] }
  }
}
