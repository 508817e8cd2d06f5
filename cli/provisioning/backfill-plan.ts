/** How long it takes to provision many users, by the rates of the suite and the quotas that bound them. */
import {
  adminWrites,
  listRequests,
  usersPerPage,
  type WorkerConfig,
} from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import type { Cost } from '../plan/plan-load.ts'
import { prices } from '../plan/prices.ts'
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
  /** The same users by one job of S3 Batch Operations. */
  readonly batch: BatchPlan
}

export interface BatchPlan {
  /** At the construct's default rate, and at the most that Cognito's lists of users allow. */
  readonly rates: readonly PlannedWork[]
  readonly costs: readonly Cost[]
  readonly dollars: number
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
    batch: planBatch(config, users, writes / users),
  }
}

/** The rate of the construct BatchBackfill unless it is given another, in users a second. */
const batchDefaultRate = 5

/** What one task takes: a run of the batch function and one of the worker, in seconds. */
const batchS = 0.3
const workerS = 0.2
const batchGb = 0.25
const workerGb = 0.5
const logGbPerTask = 4e-6

/** Units of the table: the record with its place on the index, and each effect's claim and end. */
const unitsPerRecord = 8
const unitsPerEffect = 4

function planBatch({ effects }: WorkerConfig, users: number, writesPerUser: number): BatchPlan {
  const bound = (perSecond: number): number =>
    writesPerUser > 0 ? Math.min(perSecond, adminWrites.share / writesPerUser) : perSecond
  const rates = [
    ['at the construct’s default', bound(batchDefaultRate)],
    ['at most', bound(listRequests.share)],
  ] as const
  const gbSeconds = users * (batchS * batchGb + workerS * workerGb)
  const units = users * (unitsPerRecord + unitsPerEffect * effects.length)
  const costs: readonly Cost[] = [
    { what: 'S3, jobs', amount: 1, each: prices.batchJob },
    { what: 'S3, million tasks', amount: users / 1e6, each: prices.batchMillion },
    { what: 'Lambda, million requests', amount: (2 * users) / 1e6, each: prices.lambdaMillion },
    { what: 'Lambda, GB-seconds', amount: gbSeconds, each: prices.lambdaGbSecond },
    { what: 'write units, millions', amount: units / 1e6, each: prices.writeMillion },
    { what: 'logs at 4 KB a task, GB', amount: users * logGbPerTask, each: prices.logGb },
  ]
  return {
    rates: rates.map(([what, perSecond]) => {
      return { what, count: users, perSecond, seconds: Math.ceil(users / perSecond) }
    }),
    costs,
    dollars: costs.reduce((sum, { amount, each }) => sum + amount * each, 0),
  }
}

export function drawBackfillPlan(
  paint: Paint,
  { users, parts, seconds, groups, batch }: BackfillPlan,
): string {
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
    '',
    paint.strong('By one job of S3 Batch Operations, with a report of every user: `backfill --manifest`'),
    drawTable(paint, { head, rows: rowsOf(batch.rates), numbers: [1, 2, 3] }),
    '',
    drawTable(paint, {
      head: ['', 'how many', 'each', 'dollars'],
      rows: [
        ...batch.costs.map(({ what, amount, each }) => [
          what,
          formatNumber(Math.round(amount * 100) / 100),
          String(each),
          (amount * each).toFixed(2),
        ]),
        ['all', '', '', batch.dollars.toFixed(2)],
      ],
      numbers: [1, 2, 3],
    }),
  ].join('\n')
}

function formatTime(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}
