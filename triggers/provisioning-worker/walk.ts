/** One walker at a time: who walks a pool is kept in the table, with how far the walk is. */
import { isObject, own, ownNumber } from '../core/json.ts'
import { causeOf } from '../core/step.ts'
import { leastPerPageMs, type WorkerConfig } from './config.ts'
import { readCheckpoint, type StretchInput } from './input.ts'
import { createPacer } from './pacer.ts'
import { type ReconcileCheckpoint, reconcilePage } from './reconcile.ts'
import { noteOf } from './attempt-effect.ts'
import type { Provisioned } from './provision.ts'
import { callRecords, recordBudgetMs, type Work, workerTimeoutMs } from './work.ts'

/** How a stretch ended. */
export type WalkState =
  /** Every user was seen. */
  | 'done'
  /** There are more pages: the next stretch does them. */
  | 'goes-on'
  /** There are more pages, and this walker has made as many stretches as it may. The next one goes on from here. */
  | 'paused'
  /** The last walk is not long enough ago. Nothing was done. */
  | 'not-due'
  /** Somebody else walks this pool. Nothing was done. */
  | 'held'

/** How long a walker that stopped without a word keeps others out, in milliseconds. */
export const walkLeaseMs = 2 * workerTimeoutMs

/** Stretches of one execution of the workflow. It may have 25,000 events: a stretch makes 7, one that is repeated 5 more.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const maxStretches = 2_000

/** A walk as the table keeps it. */
export interface KeptWalk {
  readonly beganAtMs: number
  readonly checkpoint: ReconcileCheckpoint
}

export interface Walker {
  /** The last walk; undefined when there was none, or when it cannot be read. */
  readonly kept: KeptWalk | undefined
  /** Keeps how far the walk is, and the others out for this long. False when another walker has taken over. */
  keep(walk: KeptWalk, forMs: number): Promise<boolean>
}

/** Becomes the walker of the pool; undefined while somebody else walks it.
 * @throws RecordUnavailableError when the table did not answer */
export async function becomeWalker(
  { index }: Pick<WorkerConfig, 'index'>,
  { userPoolId, owner }: { readonly userPoolId: string; readonly owner: string },
  work: Pick<Work, 'clock' | 'deadline'>,
): Promise<Walker | undefined> {
  const leaseFor = (ms: number) => {
    const nowMs = work.clock.epochMs()
    return { userPoolId, owner, nowMs, untilMs: nowMs + ms }
  }
  const taken = await callRecords(work, (call) => index.takeWalk(leaseFor(walkLeaseMs), call))
  if (taken === undefined) return undefined
  return {
    kept: readKept(taken.kept, userPoolId),
    keep: ({ beganAtMs, checkpoint: { counts, effects, withheld, ...rest } }, forMs) => {
      const walk = {
        beganAtMs,
        checkpoint: { ...rest, counts: { ...counts }, effects: { ...effects }, withheld: { ...withheld } },
      }
      return callRecords(work, (call) => index.keepWalk(leaseFor(forMs), walk, call))
    },
  }
}

function readKept(kept: unknown, userPoolId: string): KeptWalk | undefined {
  const beganAtMs = ownNumber(kept, 'beganAtMs')
  const checkpoint = isObject(kept) ? own(kept, 'checkpoint') : undefined
  if (beganAtMs === undefined || !isObject(checkpoint)) return undefined
  return { beganAtMs, checkpoint: readCheckpoint({ ...checkpoint, userPoolId }) }
}

interface Walked {
  readonly checkpoint: ReconcileCheckpoint
  readonly walk: WalkState
  /** Users for whom an effect threw. */
  readonly users: readonly Provisioned[]
  /** Why the stretch ended before its time was over. */
  readonly cause?: string
}

/** Does pages while time lasts. A later page that fails ends the stretch: the next one begins with it.
 * @throws RecordUnavailableError when the first page failed */
export async function walkStretch(
  config: WorkerConfig,
  { checkpoint: given, owner, dueAfterMs, stretches }: StretchInput & { readonly owner: string },
  work: Work,
  region: string,
): Promise<Walked> {
  const walker = await becomeWalker(config, { userPoolId: given.userPoolId, owner }, work)
  if (walker === undefined) return { checkpoint: given, walk: 'held', users: [] }
  const { kept } = walker
  const nowMs = work.clock.epochMs()
  const isBegun = given.pages > 0
  if (!isBegun && kept?.checkpoint.isDone === true && nowMs - kept.beganAtMs < dueAfterMs) {
    await walker.keep(kept, 0)
    return { checkpoint: given, walk: 'not-due', users: [] }
  }
  const left = kept?.checkpoint.isDone === false ? kept : undefined
  const beganAtMs = left?.beganAtMs ?? nowMs
  // What another walker left is gone on with. Its tokens may be old, which says nothing of this walker's.
  const from = isBegun || left === undefined ? given : { ...left.checkpoint, restarts: 0 }
  try {
    const { checkpoint, ...did } = await doPages(config, from, work, region)
    const walk = stateOf(checkpoint, stretches)
    const isOurs = await walker.keep({ beganAtMs, checkpoint }, walk === 'goes-on' ? walkLeaseMs : 0)
    return { checkpoint, walk: isOurs ? walk : 'held', ...did }
  } catch (error) {
    // Best effort: the lease ends by itself.
    await walker.keep({ beganAtMs, checkpoint: from }, 0).catch(() => false)
    throw error
  }
}

function stateOf({ isDone }: ReconcileCheckpoint, stretches: number): WalkState {
  if (isDone) return 'done'
  return stretches + 1 < maxStretches ? 'goes-on' : 'paused'
}

async function doPages(
  config: WorkerConfig,
  from: ReconcileCheckpoint,
  work: Work,
  region: string,
): Promise<Omit<Walked, 'walk'>> {
  const { clock, deadline } = work
  const { signal } = new AbortController()
  const pagePacer = createPacer(clock, config.reconcile.pagesPerSecond)
  const userPacer = createPacer(clock, config.reconcile.usersPerSecond)
  const leastMs = leastPerPageMs(config.reconcile) + recordBudgetMs
  const users: Provisioned[] = []
  const page = {
    clock,
    deadline,
    region,
    isDryRun: false,
    pagePacer,
    userPacer,
    signal,
    onBroken(pk: string, cause: string) {
      const report = noteOf('effects-of-user', cause, work)
      users.push({ pk, end: 'unknown', steps: [report], attempted: [{ report, end: 'failed' }], cause })
    },
  }
  let checkpoint = from
  while (!checkpoint.isDone) {
    try {
      checkpoint = await reconcilePage(config, checkpoint, page)
    } catch (error) {
      if (checkpoint === from) throw error
      return { checkpoint, users, cause: causeOf(error) }
    }
    if (deadline.remainingMs() < leastMs) break
  }
  return { checkpoint, users }
}
