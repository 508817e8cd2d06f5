/** `status`: which versions of a deployed suite answer, what is being rolled out, and which alarms ring. */
import type { Command } from 'commander'
import { cloudWatch } from '@cognito-trigger-suite/triggers/internal/adapters/aws-services'
import { connectTo } from '@cognito-trigger-suite/triggers/internal/adapters/connection'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { callService } from '@cognito-trigger-suite/triggers/internal/adapters/signed-call'
import { own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
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
  readonly deployments: readonly string[]
}

interface AlarmStatus {
  readonly name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
  readonly means: string
}

async function status(context: CliContext, options: StackOptions): Promise<CliResult> {
  const stack = await readStack(context, options)
  const functions = await Promise.all(stack.functions.map(readFunction))
  const alarms = await telling('The alarms were not read', () => readAlarms(stack.alarms))
  return {
    json: { stack: options.stackName, functions, alarms },
    text: draw(context, functions, alarms),
    exitCode: alarms.some(isRinging) ? exitCodes.other : exitCodes.success,
  }
}

async function readFunction(deployed: DeployedFunction): Promise<FunctionStatus> {
  const { name, functionName } = deployed
  const { readAlias } = await import('./operate/live-alias.ts')
  return telling(`The state of ${name} was not read`, async () => {
    const { version, others } = await readAlias(functionName)
    return {
      function: name,
      functionName,
      version,
      rolledOut: Object.fromEntries(others),
      deployments: await listRunning(deployed),
    }
  })
}

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
  return found
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

function isRinging({ state }: AlarmStatus): boolean {
  return state === 'ALARM'
}

function draw(
  { paint }: CliContext,
  functions: readonly FunctionStatus[],
  alarms: readonly AlarmStatus[],
): string {
  const rows = functions.map(({ function: name, version, rolledOut, deployments }) => [
    name,
    version,
    Object.entries(rolledOut)
      .map(([other, share]) => `${other} gets ${Math.round(share * 100)} %`)
      .join(', '),
    deployments.join(', '),
  ])
  const ringing = alarms.filter(isRinging)
  return [
    drawTable(paint, { head: ['function', 'version', 'rolled out', 'deployment'], rows }),
    '',
    ...ringing.map(({ name, means }) => `${paint.bad('✗')} ${name}: ${means}`),
    ringing.length === 0
      ? paint.good(`✓ None of ${alarms.length} alarms rings.`)
      : paint.strong(`${ringing.length} of ${alarms.length} alarms ring.`),
  ].join('\n')
}
