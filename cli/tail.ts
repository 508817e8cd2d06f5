/** `tail`: the last report lines of a deployed suite. They have no personal data, and are printed as they are. */
import { type Command, Option } from 'commander'
import { cloudWatchLogs } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { isObject, own, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readWhole } from './arguments.ts'
import { unknownName } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { addStackOptions, readStack, type StackOptions } from './operate/deployed-stack.ts'
import { telling } from './telling.ts'
import { makeCall } from './provisioning/place.ts'

interface TailOptions extends StackOptions {
  readonly function?: string
  readonly outcome?: string
  readonly minutes: number
  readonly lines: number
}

export function addTail(program: Command, run: RunAction): void {
  addStackOptions(
    program
      .command('tail')
      .summary('prints the last report lines of a deployed suite')
      .description(
        'Prints the last lines in which the functions reported how calls ended, the latest at the end. A line of an outcome needs some seconds to arrive.',
      ),
  )
    .option('--function <name>', 'only of this one, such as pre-sign-up')
    .addOption(
      new Option('--outcome <outcome>', 'only calls that ended so').choices([
        'allowed',
        'denied',
        'failed',
        'done',
      ]),
    )
    .option('--minutes <n>', 'how far back', readWhole('--minutes', 1, 1_440), 15)
    .option('--lines <n>', 'how many lines at most', readWhole('--lines', 1, 10_000), 50)
    .addHelpText(
      'after',
      describeExamples([
        'tail --stack-name cognito-trigger-suite-prod --region eu-west-1',
        'tail --function pre-sign-up --outcome denied --minutes 60 --stack-name cognito-trigger-suite-prod',
      ]),
    )
    .action(run(tail))
}

interface Line {
  readonly atMs: number
  readonly text: string
}

async function tail(context: CliContext, options: TailOptions): Promise<CliResult> {
  const { functions } = await readStack(context, options)
  const names = functions.map(({ name }) => name)
  if (options.function !== undefined && !names.includes(options.function))
    throw unknownName('function', options.function, names)
  const asked = functions.filter(({ name }) => options.function === undefined || name === options.function)
  const nowMs = context.clock.epochMs()
  using _progress = context.startProgress('reading the logs')
  const found = await Promise.all(
    asked.flatMap(({ name, logGroup }) =>
      logGroup === undefined
        ? []
        : telling(`The log of ${name} was not read`, () => readLines(logGroup, nowMs, options)),
    ),
  )
  const lines = found
    .flat()
    .toSorted((one, other) => one.atMs - other.atMs)
    .slice(-options.lines)
  return {
    json: { lines: lines.map(({ text }) => readJson(text)) },
    text: lines.length === 0 ? 'No line.' : lines.map(({ text }) => text).join('\n'),
  }
}

/** The longest answer, in bytes: a page has up to 1 MB of lines, and each is quoted. */
const maxBytes = 8_388_608

/** The first stretch of time that is read, in milliseconds. Each one before it is ten times as long. */
const stretchMs = 10_000

/** Reads backwards, since a busy function writes more than anybody reads. What is later than this machine's clock counts as
 * the latest. */
async function readLines(logGroup: string, nowMs: number, options: TailOptions): Promise<readonly Line[]> {
  const sinceMs = nowMs - options.minutes * 60_000
  let lines: readonly Line[] = []
  let endTime: number | undefined
  for (let ms = stretchMs; lines.length < options.lines && (endTime ?? nowMs) > sinceMs; ms *= 10) {
    const startTime = Math.max(sinceMs, (endTime ?? nowMs) - ms)
    lines = [...(await readStretch(logGroup, { startTime, endTime }, options)), ...lines]
    endTime = startTime - 1
  }
  return lines.slice(-options.lines)
}

/** A page may be empty without being the last.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
async function readStretch(
  logGroupName: string,
  during: { readonly startTime: number; readonly endTime: number | undefined },
  options: TailOptions,
): Promise<readonly Line[]> {
  const connection = connectTo(cloudWatchLogs)
  let lines: readonly Line[] = []
  let nextToken: string | undefined
  do {
    const input = {
      logGroupName,
      ...during,
      filterPattern: `{ $.outcome = "${options.outcome ?? '*'}" }`,
      ...(nextToken !== undefined && { nextToken }),
    }
    const page = await callService(connection, cloudWatchLogs, 'FilterLogEvents', input, makeCall(), {
      maxBytes,
    })
    lines = [...lines, ...readEvents(page)].slice(-options.lines)
    nextToken = ownText(page, 'nextToken')
  } while (nextToken !== undefined)
  return lines
}

function readEvents(page: unknown): readonly Line[] {
  const events = own(page, 'events') ?? []
  if (!Array.isArray(events)) throw new ServiceError(cloudWatchLogs.name, 'answer_unreadable')
  return events.flatMap((event: unknown): readonly Line[] => {
    const text = ownText(event, 'message')?.trim() ?? ''
    const atMs = own(event, 'timestamp')
    return isObject(readJson(text)) && typeof atMs === 'number' ? [{ atMs, text }] : []
  })
}
