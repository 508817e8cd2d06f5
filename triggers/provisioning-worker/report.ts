/** The worker's own log line, one for each run, with CloudWatch embedded metrics and no data of a person. */
import { type Dimensions, embedMetrics } from '../core/report.ts'
import type { StepReport } from '../core/step.ts'
import type { Provisioned } from './provision.ts'
import type { ReconcileCheckpoint } from './reconcile.ts'
import type { WalkState } from './walk.ts'

export interface WorkerReport {
  readonly input: 'stream' | 'sweep' | 'reconcile' | 'user' | 'slots' | 'unknown'
  readonly outcome: 'done' | 'failed'
  /** Why a run failed: an error's class. */
  readonly cause?: string
  readonly requestId: string
  /** A call of the rollout. It counts in no metric. */
  readonly rehearsal?: true
  readonly durationMs: number
  readonly users: readonly Provisioned[]
  /** How long the longest-waiting user had been due; for a sweep. */
  readonly oldestDueMs?: number
  /** Triggers of the pool that no longer call the suite; for a check of them. */
  readonly lostSlots?: readonly string[]
  /** Where a walk of the pool stands, without its token. */
  readonly reconcile?: Omit<ReconcileCheckpoint, 'nextToken'>
  readonly walk?: WalkState
}

/** The worker's metrics, by function. Alarms and the dashboard are made from this table. */
export const workerMetrics = [
  /** Users with nothing left to do. */
  'Provisioned',
  /** Effects that were performed. */
  'EffectPerformed',
  /** Effects that will be tried again, and users who will be looked up again. */
  'EffectRetried',
  /** Effects that failed for good and wait for `replay`. */
  'EffectFailed',
  /** Runs that could not do their work. */
  'WorkerFailed',
  /** How long the longest-waiting user had been due, in milliseconds. */
  'OldestDue',
  /** Triggers of the pool that no longer call the suite, and one for a check that could not be made. */
  'SlotLost',
] as const

export type WorkerMetric = (typeof workerMetrics)[number]

/** Those that a rollout is judged by: by version too. */
export const workerVersionMetrics = ['EffectPerformed', 'EffectFailed', 'WorkerFailed'] as const

/** The most users whose steps are written out. The metrics count all users. */
const maxUsers = 50

export function renderWorkerReport(
  report: WorkerReport,
  about: {
    readonly dimensions: Dimensions
    readonly epochMs: number
    hashUser(pk: string): string
  },
): string {
  const { users, ...rest } = report
  const attempted = users.flatMap((user) => user.attempted)
  const ended = (...ends: readonly string[]): number =>
    attempted.filter(({ end }) => ends.includes(end)).length
  const metrics: Partial<Record<WorkerMetric, number>> = {
    Provisioned: users.filter(({ end }) => end === 'finished').length,
    EffectPerformed: ended('done'),
    EffectRetried: ended('later', 'lost'),
    EffectFailed: ended('failed'),
    WorkerFailed: report.outcome === 'failed' ? 1 : 0,
    ...(report.oldestDueMs === undefined ? {} : { OldestDue: report.oldestDueMs }),
    ...(report.lostSlots === undefined ? {} : { SlotLost: report.lostSlots.length }),
  }
  const isLost = (report.lostSlots ?? []).length > 0
  return JSON.stringify({
    level: report.outcome === 'failed' || ended('failed') > 0 || isLost ? 'ERROR' : 'INFO',
    message: `provisioning-worker ${report.input} ${report.outcome}`,
    timestamp: new Date(about.epochMs).toISOString(),
    trigger: 'provisioning-worker',
    ...about.dimensions,
    ...rest,
    users: users.slice(0, maxUsers).map(({ pk, end, cause }) => {
      return { user: about.hashUser(pk), end, ...(cause === undefined ? {} : { cause }) }
    }),
    userCount: users.length,
    steps: users
      .slice(0, maxUsers)
      .flatMap((user) => user.steps.map((step) => describeStep(step, about.hashUser(user.pk)))),
    ...metrics,
    ...(report.rehearsal === true
      ? {}
      : embedMetrics(about.epochMs, Object.keys(metrics), workerVersionMetrics)),
  })
}

function describeStep(step: StepReport, user: string) {
  return { ...step, user, startMs: Math.round(step.startMs), durationMs: Math.round(step.durationMs) }
}
