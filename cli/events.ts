/** `events`: lists and shows the event fixtures, and records events of the running local stack. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { readEventFixtures } from '@cognito-trigger-suite/triggers/testing/golden-events'
import { type CallerName, callerNames } from '@cognito-trigger-suite/callers'
import { readCallerEvents } from '@cognito-trigger-suite/callers/golden-events'
import { type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { readTrigger, readWhole } from './arguments.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { unknownName, usageError } from './cli-error.ts'
import { captureEvents, type CaptureOptions } from './events/capture.ts'
import {
  demandFixture,
  describeMissing,
  findCallerEvent,
  shortNames,
  sourceOf,
  versionOf,
} from './fixtures.ts'
import { formatCount } from '@cognito-trigger-suite/local/internal/console/page/format'
import { describeExamples } from './help.ts'
import { applySetValues, type SetValue, setOption } from './set-values.ts'
import { drawTable } from './table.ts'

export function addEvents(program: Command, run: RunAction): void {
  const events = program
    .command('events')
    .helpCommand(false)
    .summary('lists, shows and captures trigger events')
    .description('The event fixtures by trigger source and version, and events of the running local stack.')
    .addHelpText(
      'after',
      describeExamples([
        'events list --trigger pre-token-generation',
        'events show TokenGeneration_Authentication.v2',
        'events capture --directory captured',
      ]),
    )
  events
    .command('list', { isDefault: true })
    .summary('lists the fixtures')
    .description(
      'Lists the events of Cognito and of the other callers by source and version, with the document that shows the shape.',
    )
    .option('--trigger <trigger>', `only those of ${triggerNames.join(', ')}`, readTrigger)
    .option('--caller <caller>', `only those of cognito, ${callerNames.join(', ')}`, readCaller)
    .addHelpText(
      'after',
      describeExamples([
        'events list',
        'events list --trigger pre-sign-up --json',
        'events list --caller alb',
      ]),
    )
    .action(run(list))
  events
    .command('show')
    .summary('prints the event of a fixture')
    .description('Prints the event of a fixture, as Cognito sends it.')
    .argument('<name>', `a fixture, a trigger source, or one of ${shortNames.join(', ')}`)
    .addOption(setOption('the event'))
    .addHelpText(
      'after',
      describeExamples([
        'events show token',
        'events show http-api/2.0',
        'events show PreSignUp_SignUp --set request.userAttributes.email=jane@blocked.example',
      ]),
    )
    .action(run(show))
  events
    .command('capture')
    .summary('records the events of the running local stack')
    .description(
      'Writes the events that the triggers of the running local stack received, oldest first. Values of people are replaced, the same value by the same word, unless --with-values is given.',
    )
    .option('--directory <directory>', 'where the files go', 'captured-events')
    .option('--lines', 'one file of JSON lines, events.jsonl, in place of a file for each event')
    .option('--trigger <trigger>', `only those of ${triggerNames.join(', ')}`, readTrigger)
    .option('--latest <n>', 'only the latest n', readWhole('--latest', 1, 500))
    .option('--keep-domains', 'keep the domains of mail addresses, which rules look at')
    .option('--with-values', 'keep names, addresses and everything else as it is')
    .addHelpText(
      'after',
      describeExamples([
        'events capture',
        'events capture --lines --trigger pre-sign-up --directory /tmp/events',
      ]),
    )
    .action(run(capture))
}

interface ListOptions {
  readonly trigger?: TriggerName
  readonly caller?: CallerName | 'cognito'
}

async function list({ paint }: CliContext, options: ListOptions): Promise<CliResult> {
  const { trigger, caller } = options
  if (trigger !== undefined && caller !== undefined && caller !== 'cognito')
    throw usageError(`Cognito alone calls ${trigger}: leave --caller out.`)
  const ofCognito = caller === undefined || caller === 'cognito' ? listTriggers(trigger) : []
  const ofOthers = trigger === undefined && caller !== 'cognito' ? listOthers(caller) : []
  const fixtures = [...ofCognito, ...ofOthers]
  const groups = Map.groupBy(
    fixtures,
    (each) =>
      `${paint.strong('trigger' in each ? each.trigger : each.caller)}  ${paint.quiet(each.document)}`,
  )
  const text = [...groups].map(([heading, rows]) => {
    const table = drawTable(paint, {
      head: ['name', 'source', 'version'],
      numbers: [2],
      rows: rows.map(({ name, source, version }) => [name, source, version]),
    })
    return `${heading}\n${table}`
  })
  const missing = triggerNames.filter(
    (name) =>
      (trigger ?? name) === name &&
      (caller ?? 'cognito') === 'cognito' &&
      !ofCognito.some((each) => each.trigger === name),
  )
  return { json: fixtures, text: [...text, ...missing.map(describeMissing)].join('\n\n') }
}

function listTriggers(trigger: TriggerName | undefined) {
  return readEventFixtures(trigger).map((fixture) => ({
    caller: 'cognito',
    name: fixture.name,
    trigger: fixture.trigger,
    source: sourceOf(fixture),
    triggerSource: sourceOf(fixture),
    version: versionOf(fixture),
    document: fixture.source,
    awsPage: fixture.source,
    note: fixture.note,
    file: 'triggers/events/golden.ts',
  }))
}

function listOthers(caller: CallerName | undefined) {
  return readCallerEvents(caller).map(({ name, source, version, document, caller: own }) => ({
    caller: own,
    name,
    source,
    version,
    document,
    file: join('callers/golden', `${name}.json`),
  }))
}

/** @throws CliError that names the callers */
function readCaller(text: string): CallerName | 'cognito' {
  const found = text === 'cognito' ? text : callerNames.find((name) => name === text)
  if (found === undefined) throw unknownName('caller', text, ['cognito', ...callerNames])
  return found
}

async function show(
  _: CliContext,
  name: string,
  options: { readonly set: readonly SetValue[] },
): Promise<CliResult> {
  const event = applySetValues((findCallerEvent(name) ?? demandFixture(name)).event, options.set)
  return { json: event, text: JSON.stringify(event, null, 2) }
}

async function capture(context: CliContext, options: CaptureOptions): Promise<CliResult> {
  const captured = await captureEvents(context, options)
  const rows = captured.files.map(({ file, count }) => [file, count === 1 ? '' : formatCount(count, 'event')])
  const how = captured.isRedacted ? 'values of people replaced' : 'values as they were'
  const heading = `${formatCount(captured.count, 'event')} captured, ${how}`
  return {
    json: captured,
    text: rows.length === 0 ? heading : `${heading}\n${drawTable(context.paint, { rows })}`,
  }
}
