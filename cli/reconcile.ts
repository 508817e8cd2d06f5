/** `reconcile`: finds users of the pool without a provisioning record, and hands them to the worker. */
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { ReconcileCheckpoint } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile'
import { readEffectsSince, readWhole } from './arguments.ts'
import { unavailableError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { formatCount, formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'
import { addPlaceOptions, enterPlace, type Place, type PlaceOptions } from './provisioning/place.ts'
import { describeProgress, type WalkRates, withRates } from './provisioning/tell-walk.ts'
import type { ManifestOptions } from './provisioning/write-manifest.ts'
import { drawTable } from './table.ts'
import { telling } from './telling.ts'

interface ReconcileOptions
  extends PlaceOptions, WalkRates, Partial<Omit<ManifestOptions, keyof PlaceOptions | keyof WalkRates>> {
  readonly dryRun?: boolean
  readonly plan?: number | true
  readonly restart?: boolean
  readonly effectsSince?: string
}

export function addReconcile(program: Command, run: RunAction): void {
  addPlaceOptions(
    program
      .command('reconcile')
      .alias('backfill')
      .summary('provisions users who have no provisioning record')
      .description(
        'Walks the whole user pool and hands every user without a provisioning record, or with a forgotten one, to the provisioning worker: users that an administrator created, that an import brought or that another provider signs in, and users whose confirmation met an outage. A repeat changes nothing. An interrupted walk goes on where it stopped, whoever began it. One walks at a time.',
      ),
  )
    .option('--dry-run', 'change nothing, report what would be done')
    .option(
      '--plan [users]',
      'print how long so many users without a record take (default: a million), and ask nobody',
      readWhole('--plan', 1, 1_000_000_000),
    )
    .option(
      '--manifest <directory>',
      'hand nobody over: write the users and a job for S3 Batch Operations there',
    )
    .option(
      '--function-arn <arn>',
      'the version of the function that the job calls (default: of the local stack)',
    )
    .option('--role-arn <arn>', 'the role of the job (default: of the local stack)')
    .option('--bucket <name>', 'the bucket of manifest and report (default: of the local stack)')
    .option('--restart', 'begin at the first user, wherever the last walk stopped')
    .option(
      '--pages-per-second <n>',
      'pages of 60 users, of 30 that Cognito allows (default: of suite.ts, 10)',
      readWhole('--pages-per-second', 1, 30),
    )
    .option(
      '--users-per-second <n>',
      'users handed to the worker (default: of suite.ts, 10)',
      readWhole('--users-per-second', 1, 1_000),
    )
    .option(
      '--min-age <minutes>',
      'leave users alone who changed since (default: of suite.ts, 15)',
      readWhole('--min-age', 0, 10_080),
    )
    .option(
      '--effects-since <moment>',
      'send users confirmed before it no mail, webhook or event (default: of suite.ts or cdk.json, none)',
      readEffectsSince,
    )
    .addHelpText(
      'after',
      describeExamples([
        'reconcile --dry-run',
        'reconcile --min-age 0',
        'backfill --plan 1000000',
        'backfill --manifest backfill',
        'reconcile --effects-since 2026-11-28T12:00:00Z --dry-run',
        'reconcile --endpoint aws --pool eu-west-1_Ab12Cd34E --table my-stack-SuiteDataTable --json',
      ]),
    )
    .action(run(reconcile))
}

async function reconcile(context: CliContext, options: ReconcileOptions): Promise<CliResult> {
  if (options.plan !== undefined) return printPlan(context, options, options.plan)
  const { manifest } = options
  if (manifest !== undefined) {
    const { writeManifest } = await import('./provisioning/write-manifest.ts')
    return writeManifest(context, { ...options, manifest })
  }
  const place = await enterPlace(context, options)
  return telling('The walk stopped, and the same command goes on with it', () =>
    walk(context, options, place),
  )
}

async function walk(
  context: CliContext,
  options: ReconcileOptions,
  { userPoolId, region }: Place,
): Promise<CliResult> {
  const isDryRun = options.dryRun === true
  const { loadOwnSuite } = await import('./suite-file.ts')
  const { beginReconcile } =
    await import('@cognito-trigger-suite/triggers/internal/provisioning-worker/reconcile')
  const { withKnownEffectsSince } = await import('./provisioning/known-effects-since.ts')
  const { noDeadline, walkPool } = await import('./provisioning/walk.ts')
  const { readUserKey } = await import('@cognito-trigger-suite/triggers/internal/domain/user-key')
  const { becomeWalker, walkLeaseMs } =
    await import('@cognito-trigger-suite/triggers/internal/provisioning-worker/walk')

  const suite = await loadOwnSuite(context)
  const worker = await withKnownEffectsSince(context, suite.provisioningWorker(), options.effectsSince)
  const { clock } = context
  using progress = context.startProgress('reading users')
  const who = { userPoolId, owner: `cts-${randomUUID()}` }
  const walker = isDryRun ? undefined : await becomeWalker(worker, who, { clock, deadline: noDeadline })
  if (!isDryRun && walker === undefined) {
    return {
      json: { isHeld: true },
      text: 'Another walk of this pool goes on, or stopped without a word less than two minutes ago: nothing was done.',
      exitCode: exitCodes.other,
    }
  }
  const left = options.restart === true || walker?.kept?.checkpoint.isDone !== false ? undefined : walker.kept
  if (left !== undefined)
    context.note(`Going on after ${formatCount(left.checkpoint.counts.seen, 'user')}, where a walk stopped.`)
  const beganAtMs = left?.beganAtMs ?? clock.epochMs()
  let checkpoint: ReconcileCheckpoint = { ...(left?.checkpoint ?? beginReconcile(userPoolId)), restarts: 0 }
  let keptAtMs = Number.NEGATIVE_INFINITY
  const told = new Set<string>()
  try {
    checkpoint = await walkPool({
      config: withRates(worker, options),
      from: checkpoint,
      region,
      isDryRun,
      clock,
      random: () => context.random(),
      onBroken(pk, cause) {
        if (told.has(cause)) return
        told.add(cause)
        context.note(
          `An effect threw (${cause}) for the user ${readUserKey(pk).sub}: mend it, and run the command again.`,
        )
      },
      async onPage(reached) {
        progress.show(describeProgress(reached))
        if (reached.restarts > checkpoint.restarts)
          context.note('Cognito no longer takes the page token: beginning at the first user again.')
        checkpoint = reached
        if (walker === undefined || clock.monotonicMs() - keptAtMs < keepEveryMs) return
        keptAtMs = clock.monotonicMs()
        if (!(await walker.keep({ beganAtMs, checkpoint }, walkLeaseMs)))
          throw unavailableError('Another walk of this pool has taken over: nothing is left to do here.')
      },
    })
  } finally {
    // Others need not wait for the end of the lease.
    await walker?.keep({ beganAtMs, checkpoint }, 0).catch(() => false)
  }
  const { nextToken: _, ...json } = checkpoint
  return {
    json: { ...json, isDryRun },
    text: draw(context, checkpoint, isDryRun),
    exitCode: checkpoint.counts.broken > 0 ? exitCodes.other : exitCodes.success,
  }
}

async function printPlan(
  context: CliContext,
  options: ReconcileOptions,
  users: number | true,
): Promise<CliResult> {
  const { loadOwnSuite } = await import('./suite-file.ts')
  const { drawBackfillPlan, planBackfill } = await import('./provisioning/backfill-plan.ts')
  const suite = await loadOwnSuite(context)
  const plan = planBackfill(
    withRates(suite.provisioningWorker(), options),
    users === true ? 1_000_000 : users,
  )
  return { json: plan, text: drawBackfillPlan(context.paint, plan) }
}

/** How often the walk is kept in the table, in milliseconds. Pages that were not kept are done again. */
const keepEveryMs = 10_000

function draw(
  { paint }: CliContext,
  { counts, effects, withheld }: ReconcileCheckpoint,
  isDryRun: boolean,
): string {
  const handed = isDryRun ? 'would be handed to the worker' : 'handed to the worker'
  const rows = [
    ['seen', counts.seen],
    ['provisioned', counts.provisioned],
    [handed, counts.opened],
    [isDryRun ? 'would be woken' : 'woken', counts.woken],
    ['under way', counts.underWay],
    ['failed, waiting for replay', counts.failed],
    ['erased', counts.erased],
    ['skipped', counts.skipped],
    ...(counts.broken > 0 ? [['an effect threw', counts.broken] as const] : []),
  ] as const
  const lines = [
    paint.strong(isDryRun ? 'What reconcile would do' : 'Reconciled'),
    drawTable(paint, { rows: rows.map(([name, count]) => [name, formatNumber(count)]), numbers: [1] }),
  ]
  const tallies = [
    ['Effects', effects],
    ['Not sent: confirmed before the moment of effectsSince', withheld],
  ] as const
  for (const [title, tally] of tallies) {
    const byName = Object.entries(tally).map(([name, count]) => [name, formatNumber(count)])
    if (byName.length > 0)
      lines.push('', paint.strong(title), drawTable(paint, { rows: byName, numbers: [1] }))
  }
  if (!isDryRun && counts.opened + counts.woken > 0)
    lines.push('', 'The worker performs them at once, and what fails again later.')
  return lines.join('\n')
}
