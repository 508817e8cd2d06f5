/** Walks the whole pool: page by page, at a rate, with a checkpoint after each page, and with a wait after throttling. */
import { type Clock, type Deadline, pause } from '@cognito-trigger-suite/triggers/core/deadline'
import type { WorkerConfig } from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import { faultOf } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { createPacer } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/pacer'
import {
  type ReconcileCheckpoint,
  type ReconcileWork,
  reconcilePage,
} from '@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile'
import { RecordUnavailableError } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/work'

export interface WalkOptions extends Pick<ReconcileWork, 'onBroken' | 'onUser'> {
  readonly config: WorkerConfig
  readonly from: ReconcileCheckpoint
  readonly region: string
  readonly isDryRun: boolean
  readonly clock: Clock
  random(): number
  /** Called after each page. An interrupted walk goes on from the last one. */
  onPage(checkpoint: ReconcileCheckpoint): Promise<void>
}

/** A command has all the time. */
export const noDeadline: Deadline = {
  startedAtMs: 0,
  endsAtMs: Number.POSITIVE_INFINITY,
  remainingMs: () => Number.MAX_SAFE_INTEGER,
}

/** Tries of one page, the first included. */
const pageAttempts = 6
const firstWaitMs = 1_000

/** @throws RecordUnavailableError when a page was refused, or could not be done after six tries */
export async function walkPool(options: WalkOptions): Promise<ReconcileCheckpoint> {
  const { config, clock, onBroken, onUser } = options
  const { signal } = new AbortController()
  const work = {
    clock,
    deadline: noDeadline,
    region: options.region,
    isDryRun: options.isDryRun,
    pagePacer: createPacer(clock, config.reconcile.pagesPerSecond),
    userPacer: createPacer(clock, config.reconcile.usersPerSecond),
    signal,
    ...(onBroken && { onBroken }),
    ...(onUser && { onUser }),
  }
  let checkpoint = options.from
  for (let attempt = 1; !checkpoint.isDone; attempt += 1) {
    try {
      checkpoint = await reconcilePage(config, checkpoint, work)
      attempt = 0
      await options.onPage(checkpoint)
    } catch (error) {
      if (!(error instanceof RecordUnavailableError)) throw error
      if (attempt >= pageAttempts || faultOf(error.cause) === 'refused') throw error
      const waitMs = firstWaitMs * 2 ** (attempt - 1)
      await pause(clock, (waitMs / 2) * (1 + options.random()), signal)
    }
  }
  return checkpoint
}
