/** `status`: which versions of a deployed suite answer, what is being rolled out, and which alarms ring. */
import type { Command } from 'commander'
import { cloudWatch } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { CliError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'
import { listRunning } from './operate/deployments.ts'
import {
  addStackOptions,
  type DeployedFunction,
  readStack,
  type StackOptions,
} from './operate/deployed-stack.ts'
import { telling } from './telling.ts'
import { makeCall } from './provisioning/place.ts'
import { drawTable } from './table.ts'

export function addStatus(program: Command, run: RunAction): void {
  addStackOptions(
    program
      .command('status')
      .summary('tells versions, rollouts and alarms of a deployed suite')
      .description(
        'Tells for each function which version answers, which one is being rolled out and by which deployment, and which alarms ring. It changes nothing.',
      ),
  )
    .addHelpText(
      'after',
      describeExamples(['status --stack-name cognito-trigger-suite-prod --region eu-west-1']),
    )
    .action(run(status))
}

interface FunctionStatus {
  readonly function: string
  readonly functionName: string
  readonly version: string
  /** Versions that are rolled out, and their share from 0 to 1. */
  readonly rolledOut: Readonly<Record<string, number>>
  /** Undefined when they were not read. */
  readonly deployments: readonly string[] | undefined
}

interface AlarmStatus {
  readonly name: string
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA` or `MISSING`. */
  readonly state: string
  readonly means: string
}

/** What cannot be read is told, and keeps nothing else from the person on call. Empty then. */
type Reading = <T>(notRead: string, ask: () => Promise<T>) => Promise<readonly [] | readonly [T]>

async function status(context: CliContext, options: StackOptions): Promise<CliResult> {
  const stack = await readStack(context, options)
  const unread: string[] = []
  const reading: Reading = async (notRead, ask) => {
    try {
      return [await telling(notRead, ask)]
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      context.note(error.message)
      unread.push(error.message)
      return []
    }
  }
  const ofEach = await Promise.all(
    stack.functions.map((each) =>
      reading(`The state of ${each.name} was not read`, () => readFunction(each, reading)),
    ),
  )
  const [alarms] = await reading('The alarms were not read', () => readAlarms(stack.alarms))
  const functions = ofEach.flat()
  const isBad = alarms?.some(({ state }) => state === 'ALARM' || state === missing) === true
  const whole = unread.length === 0 ? exitCodes.success : exitCodes.unavailable
  return {
    json: { stack: options.stackName, functions, alarms, unread },
    text: draw(context, functions, alarms),
    exitCode: isBad ? exitCodes.other : whole,
  }
}

async function readFunction(deployed: DeployedFunction, reading: Reading): Promise<FunctionStatus> {
  const { name, functionName } = deployed
  const { readAlias } = await import('./operate/live-alias.ts')
  const { version, others } = await readAlias(functionName)
  const [deployments] = await reading(`The rollouts of ${name} were not read`, () => listRunning(deployed))
  return {
    function: name,
    functionName,
    version,
    rolledOut: Object.fromEntries(others),
    deployments,
  }
}

/** The state of an alarm of the stack that CloudWatch does not know: somebody has deleted it. */
const missing = 'MISSING'

/** The most names of one request. */
const alarmsAtOnce = 100

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
async function readAlarms(names: readonly string[]): Promise<readonly AlarmStatus[]> {
  const connection = connectTo(cloudWatch)
  const found: AlarmStatus[] = []
  for (let start = 0; start < names.length; start += alarmsAtOnce) {
    const input = {
      AlarmNames: names.slice(start, start + alarmsAtOnce),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: alarmsAtOnce,
    }
    const answer = await callService(connection, cloudWatch, 'DescribeAlarms', input, makeCall())
    found.push(...readList(answer, 'CompositeAlarms'), ...readList(answer, 'MetricAlarms'))
  }
  const known = new Set(found.map(({ name }) => name))
  const gone = names.filter((name) => !known.has(name))
  return [
    ...found,
    ...gone.map((name) => ({ name, state: missing, means: 'the alarm is not there any more' })),
  ]
}

function readList(answer: unknown, key: string): readonly AlarmStatus[] {
  const alarms = own(answer, key) ?? []
  if (!Array.isArray(alarms)) throw new ServiceError(cloudWatch.name, 'answer_unreadable')
  return alarms.map((alarm: unknown) => ({
    name: ownText(alarm, 'AlarmName') ?? '',
    state: ownText(alarm, 'StateValue') ?? '',
    means: ownText(alarm, 'AlarmDescription') ?? '',
  }))
}

function draw(
  { paint }: CliContext,
  functions: readonly FunctionStatus[],
  alarms: readonly AlarmStatus[] | undefined,
): string {
  const rows = functions.map(({ function: name, version, rolledOut, deployments }) => [
    name,
    version,
    Object.entries(rolledOut)
      .map(([other, share]) => `${other} gets ${Math.round(share * 100)} %`)
      .join(', '),
    deployments?.join(', ') ?? 'not read',
  ])
  const table = drawTable(paint, { head: ['function', 'version', 'rolled out', 'deployment'], rows })
  return alarms === undefined ? table : [table, '', ...drawAlarms(paint, alarms)].join('\n')
}

function drawAlarms(paint: CliContext['paint'], alarms: readonly AlarmStatus[]): readonly string[] {
  const of = (wanted: string) => alarms.filter(({ state }) => state === wanted)
  const ringing = of('ALARM')
  const waiting = of('INSUFFICIENT_DATA').length
  const gone = of(missing)
  return [
    ...[...ringing, ...gone].map(({ name, means }) => `${paint.bad('✗')} ${name}: ${means}`),
    ringing.length + gone.length === 0 && alarms.length > 0
      ? paint.good(`✓ None of ${alarms.length} alarms rings.`)
      : paint.strong(`${ringing.length} of ${alarms.length} alarms ring.`),
    ...(waiting > 0 ? [`${waiting} have no data yet.`] : []),
  ]
}
