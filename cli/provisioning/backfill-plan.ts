/** How long it takes to provision many users, by the rates of the suite and the quotas that bound them. */
import {
  adminWrites,
  usersPerPage,
  type WorkerConfig,
} from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import { formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import { drawTable } from '../table.ts'
import type { Paint } from '../terminal.ts'

interface PlannedWork {
  readonly what: string
  /** How many of them. */
  readonly count: number
  readonly perSecond: number
  readonly seconds: number
}

export interface BackfillPlan {
  readonly users: number
  /** All run side by side. */
  readonly parts: readonly PlannedWork[]
  /** The slowest of the parts. */
  readonly seconds: number
  /** What group writes take at other rates; empty without effects that write to the pool. */
  readonly groups: readonly PlannedWork[]
}

/** For users who all lack a record. An effect that writes to the pool counts one write for each user and each
 * group that it may add, which is the most. */
export function planBackfill(config: WorkerConfig, users: number): BackfillPlan {
  const { reconcile, copies, adminWritesPerSecond } = config
  const work = (what: string, count: number, perSecond: number): PlannedWork => {
    return { what, count, perSecond, seconds: Math.ceil(count / perSecond) }
  }
  const writers = config.effects.filter(({ dependency }) => dependency.name === 'user-pool')
  const writes = users * writers.reduce((sum, { groups = [] }) => sum + Math.max(1, groups.length), 0)
  const parts = [
    work('pages of the pool', Math.ceil(users / usersPerPage), reconcile.pagesPerSecond),
    work('users handed to the worker', users, reconcile.usersPerSecond),
    ...(writes > 0 ? [work('group writes', writes, copies * adminWritesPerSecond)] : []),
  ]
  return {
    users,
    parts,
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    groups:
      writes > 0
        ? [
            work('what the worker may use of the quota', writes, adminWrites.share),
            work('the whole quota, while nobody signs up', writes, adminWrites.quota),
          ]
        : [],
  }
}

export function drawBackfillPlan(paint: Paint, { users, parts, seconds, groups }: BackfillPlan): string {
  const rowsOf = (works: readonly PlannedWork[]) =>
    works.map(({ what, count, perSecond, seconds: each }) => [
      what,
      formatNumber(count),
      String(perSecond),
      formatTime(each),
    ])
  const head = ['', 'how many', 'a second', 'time']
  return [
    paint.strong(
      `${formatNumber(users)} users without a record take ${formatTime(seconds)} at the rates of the suite`,
    ),
    drawTable(paint, { head, rows: rowsOf(parts), numbers: [1, 2, 3] }),
    ...(groups.length === 0
      ? []
      : [
          '',
          paint.strong('Group writes at other rates'),
          drawTable(paint, { head, rows: rowsOf(groups), numbers: [1, 2, 3] }),
          '',
          'Cognito bounds them for the account and Region, and does not raise that: no other tool is faster.',
          'Claims that a token takes from the table need no group write: see docs/guide/many-users.md.',
        ]),
  ].join('\n')
}

function formatTime(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}
