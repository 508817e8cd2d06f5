/** `replay`: gives effects that failed for good back to the worker. */
import type { Command } from 'commander'
import type { FailedEffect } from '@cognito-trigger-suite/triggers/internal/provisioning-worker/replay'
import { readEffectsSince } from './arguments.ts'
import { unknownName, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { formatCount, formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import { callName, describeExamples } from './help.ts'
import { addPlaceOptions, enterPlace, makeCall, type PlaceOptions } from './provisioning/place.ts'
import { checkAnySub } from './provisioning/user-sub.ts'
import { drawTable } from './table.ts'
import { telling } from './telling.ts'

interface ReplayOptions extends PlaceOptions {
  readonly all?: boolean
  readonly effect?: string
  readonly again?: boolean
  readonly dryRun?: boolean
  readonly effectsSince?: string
}

export function addReplay(program: Command, run: RunAction): void {
  addPlaceOptions(
    program
      .command('replay')
      .summary('tries effects again that failed for good')
      .description(
        'Gives effects that failed for good back to the provisioning worker, with all their attempts. Without a user and without --all it lists what has failed and why. What may have happened already (outcome_unknown) is left alone unless --again asks for it: look first whether it did.',
      )
      .argument('[sub]', "the user's sub"),
  )
    .option('--all', 'of every user')
    .option('--effect <name>', 'only this effect')
    .option('--again', 'also what may have happened already (outcome_unknown): one attempt more')
    .option('--dry-run', 'change nothing, report what would be done')
    .option(
      '--effects-since <moment>',
      'send users confirmed before it no mail, webhook or event (default: of suite.ts or cdk.json, none)',
      readEffectsSince,
    )
    .addHelpText(
      'after',
      describeExamples([
        'replay',
        'replay 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
        'replay --all --effect welcome-mail --dry-run',
        'replay 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a --effect welcome-mail --again',
      ]),
    )
    .action(run(replay))
}

async function replay(
  context: CliContext,
  sub: string | undefined,
  options: ReplayOptions,
): Promise<CliResult> {
  if (sub !== undefined && options.all === true)
    throw usageError(`replay takes a user or --all, not both: see \`${callName} replay --help\`.`)
  if (sub !== undefined) checkAnySub('replay', sub)
  const place = await enterPlace(context, options)
  const { loadOwnSuite } = await import('./suite-file.ts')
  const { userKey } = await import('@cognito-trigger-suite/triggers/internal/domain/table-item')
  const { attemptsKept, outcomeUnknown } =
    await import('@cognito-trigger-suite/triggers/internal/domain/delivery')
  const { failedEffectsOf, visitFailed } =
    await import('@cognito-trigger-suite/triggers/internal/provisioning-worker/replay')
  const { confirmedAtMsOf, whyWithheld } =
    await import('@cognito-trigger-suite/triggers/internal/provisioning-worker/effects-since')
  const { withKnownEffectsSince } = await import('./provisioning/known-effects-since.ts')
  const suite = await loadOwnSuite(context)
  const config = await withKnownEffectsSince(context, suite.provisioningWorker(), options.effectsSince)
  const { ledger, index, effects } = config
  const names = effects.map(({ name }) => name)
  if (options.effect !== undefined && !names.includes(options.effect))
    throw unknownName('effect', options.effect, names)
  const isDryRun = options.dryRun === true || (sub === undefined && options.all !== true)
  const found: FailedEffect[] = []
  let left = 0
  let withheld = 0
  const visit = async (failed: FailedEffect): Promise<void> => {
    if (options.effect !== undefined && options.effect !== failed.effect) return
    const definition = effects.find(({ name }) => name === failed.effect)
    const nowMs = context.clock.epochMs()
    if (definition !== undefined) {
      const confirmedAtMs = confirmedAtMsOf(failed.record, failed.entry, definition)
      if (whyWithheld(config, definition, confirmedAtMs, nowMs) !== undefined) {
        withheld += 1
        return
      }
    }
    if (failed.cause === outcomeUnknown && options.again !== true) {
      left += 1
      if (!isDryRun) return
    }
    const { delivery = 'at-most-twice' } = definition ?? {}
    const kept = attemptsKept(delivery, failed.counts)
    if (isDryRun || (await ledger.reopen(failed.key, failed.effect, kept, nowMs, makeCall())))
      found.push(failed)
    progress.show(formatCount(found.length, 'effect'))
  }

  using progress = context.startProgress('reading records')
  await telling('Not all was read; what was given back stays so', async () => {
    if (sub === undefined) return visitFailed(index, makeCall, visit)
    const key = userKey(place.userPoolId, sub, 'PROVISIONING')
    for (const failed of await failedEffectsOf(ledger, key, makeCall)) await visit(failed)
  })
  const counts = countByCause(found)
  return {
    json: { isDryRun, effects: found.length, left, withheld, counts },
    text: draw(context, counts, { effects: found.length, left, withheld, isDryRun }),
  }
}

interface FailureCount {
  readonly effect: string
  readonly cause: string
  readonly users: number
}

function countByCause(found: readonly FailedEffect[]): readonly FailureCount[] {
  const counts = new Map<string, FailureCount>()
  for (const { effect, cause } of found) {
    const key = `${effect} ${cause}`
    counts.set(key, { effect, cause, users: (counts.get(key)?.users ?? 0) + 1 })
  }
  return [...counts.values()].toSorted((one, other) => other.users - one.users)
}

function draw(
  { paint }: CliContext,
  counts: readonly FailureCount[],
  {
    effects,
    left,
    withheld,
    isDryRun,
  }: {
    readonly effects: number
    readonly left: number
    readonly withheld: number
    readonly isDryRun: boolean
  },
): string {
  const isOne = left === 1
  const notes = [
    ...(left === 0
      ? []
      : [
          `${formatCount(left, 'effect')} of unknown outcome may have happened already: look whether ${isOne ? 'it' : 'they'} did; --again gives ${isOne ? 'it' : 'each'} one attempt more.`,
        ]),
    ...(withheld === 0
      ? []
      : [`${formatCount(withheld, 'effect')} left alone: confirmed before the moment of effectsSince.`]),
  ]
  if (effects === 0) return notes.length === 0 ? 'Nothing has failed for good.' : notes.join('\n')
  const table = drawTable(paint, {
    head: ['effect', 'cause', 'users'],
    rows: counts.map(({ effect, cause, users }) => [effect, cause, formatNumber(users)]),
    numbers: [2],
  })
  const what = formatCount(effects, 'effect')
  const verb = effects === 1 ? 'waits' : 'wait'
  return [
    table,
    '',
    isDryRun ? `${what} ${verb} for replay.` : `${what} given back: the worker tries within a minute.`,
    ...notes,
  ].join('\n')
}
