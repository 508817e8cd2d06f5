/** `diff <before> <after> <events…>`: decisions that change between two versions of the configuration. */
import type { Command } from 'commander'
import { readTime } from './arguments.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import type { ComparedEvent } from './diff/compare.ts'
import { exitCodes } from './exit-codes.ts'
import { drawChange } from './draw-change.ts'
import { formatCount } from '@cognito-trigger-suite/local/internal/console/page/format'
import { describeExamples } from './help.ts'
import { readEvents, readJsonObject } from './read-input.ts'
import { drawTable } from './table.ts'
import type { Paint } from './terminal.ts'

interface DiffOptions {
  readonly facts?: string
  readonly now?: number
  readonly exitCode?: true
}

export function addDiff(program: Command, run: RunAction): void {
  program
    .command('diff')
    .summary('lists the decisions that change between two versions of the configuration')
    .description(
      'Puts past events before two versions of triggers/suite.ts and lists the decisions that change. Events are fixtures, files of JSON or of JSON lines (`events capture --lines` writes such); a line may be {"event": …, "facts": …}. A fact that is not given is what its step declares for its failure.',
    )
    .argument('<before>', 'the file of one version, such as triggers/suite.ts')
    .argument('<after>', 'the file of the other, in the same folder if it imports by relative paths')
    .argument('<events...>', 'fixtures, files, or - for standard input')
    .option('--facts <file>', 'facts for the events that bring none')
    .option('--now <time>', 'the time of the decisions (default: now)', readTime)
    .option('--exit-code', `end with ${exitCodes.changed} when a decision changed`)
    .addHelpText(
      'after',
      describeExamples([
        'diff triggers/suite.before.ts triggers/suite.ts captured-events/events.jsonl',
        'diff triggers/suite.before.ts triggers/suite.ts sign-up token --exit-code --json',
      ]),
    )
    .action(run(diff))
}

async function diff(
  context: CliContext,
  before: string,
  after: string,
  names: readonly string[],
  options: DiffOptions,
): Promise<CliResult> {
  const { loadSound } = await import('./suite-file.ts')
  const { compareEvent } = await import('./diff/compare.ts')
  const versions = {
    before: await loadSound(context, before),
    after: await loadSound(context, after),
  }
  const given =
    options.facts === undefined ? undefined : await readJsonObject(context, options.facts, 'a file of facts')
  const nowMs = options.now ?? context.clock.epochMs()
  const events: ComparedEvent[] = []
  for (const name of names) {
    for (const input of await readEvents(context, name))
      events.push(compareEvent(versions, { ...input, facts: input.facts ?? given }, nowMs))
  }

  const changed = events.filter(({ isChanged }) => isChanged)
  return {
    json: { before, after, count: events.length, changedCount: changed.length, events },
    text: await drawDiff(context.paint, events, changed),
    exitCode: options.exitCode === true && changed.length > 0 ? exitCodes.changed : exitCodes.success,
  }
}

async function drawDiff(
  paint: Paint,
  events: readonly ComparedEvent[],
  changed: readonly ComparedEvent[],
): Promise<string> {
  const { describeChange } = await import('./diff/compare.ts')
  const malformed = events.filter(({ before }) => before.kind === 'malformed').length
  const left = malformed === 0 ? '' : `, ${formatCount(malformed, 'event')} that no trigger can read`
  const heading = `${formatCount(events.length, 'event')}, ${formatCount(changed.length, 'decision')} changed${left}`
  if (changed.length === 0) return paint.good(`✓ ${heading}`)
  const kinds = Map.groupBy(changed, describeChange)
  return [
    paint.refused(`~ ${heading}`),
    '',
    drawTable(paint, { rows: [...kinds].map(([kind, { length }]) => [kind, formatCount(length, 'event')]) }),
    ...changed.flatMap((event) => [
      '',
      `  ${paint.strong(event.event)}  ${event.triggerSource}  ${describeChange(event)}`,
      ...event.changes.map((change) => `    ${drawChange(paint, change)}`),
    ]),
  ].join('\n')
}
