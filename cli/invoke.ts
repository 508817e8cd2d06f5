/** `invoke <trigger>`: one synchronous invocation and its result. */
import type { Command } from 'commander'
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { CallerFunctionName } from '@cognito-trigger-suite/callers'
import { type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { readWhole } from './arguments.ts'
import { chooseSlowMotion } from './choose-slow-motion.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { chooseFixture, findCallerEvent } from './fixtures.ts'
import { describeExamples } from './help.ts'
import { readEvent } from './read-input.ts'
import { applySetValues, type SetValue, setOption } from './set-values.ts'
import {
  callerFunctionNames,
  chooseCallerEvent,
  placeCallerEvent,
  cognitoAsCaller,
  isCallerFunction,
  otherCaller,
  readInvocable,
  waitsMs,
} from './invoke/callers.ts'
import type { Caller } from './invoke/invocation.ts'
import { chooseTarget, placeInStack, type Target, type TargetOptions } from './invoke/target.ts'

interface InvokeOptions extends TargetOptions {
  readonly event?: string
  readonly source?: string
  readonly eventVersion?: string
  readonly set: readonly SetValue[]
  readonly timeout?: number
  readonly rehearse?: true
}

export function addInvoke(program: Command, run: RunAction): void {
  program
    .command('invoke')
    .summary('invokes a trigger or another function synchronously and tells how it ended')
    .description(
      'Invokes a trigger as Cognito does: synchronously, once, waiting no longer than 5 seconds. Or the function behind another caller, such as API Gateway, with its golden event and its limit. Prints status, function error, what changed in the event or the answer, the steps and the end of the log.',
    )
    .argument(
      '<function>',
      `a trigger: ${triggerNames.join(', ')}; or ${callerFunctionNames.join(', ')}`,
      readInvocable,
    )
    .option('--event <file>', 'the event to send: a file, a fixture, or - for standard input')
    .option(
      '--source <source>',
      'the fixture of this trigger source or caller, such as PreSignUp_AdminCreateUser or alb',
    )
    .option(
      '--event-version <n>',
      'the version of the fixture, such as 2 for pre token generation, or 1.0 for http-api',
    )
    .addOption(setOption('the event'))
    .option('--endpoint <where>', 'local, aws, or a URL', 'local')
    .option('--function <name>', 'name or ARN of the function (default: the local stack knows it)')
    .option(
      '--qualifier <alias>',
      'alias or version (default: live, which the user pool calls; of edge $LATEST)',
    )
    .option('--region <region>', 'the Region (default: of the ARN, else AWS_REGION)')
    .option(
      '--timeout <ms>',
      'how long to wait (default: as long as the caller)',
      readWhole('--timeout', 1, 900_000),
    )
    .option('--rehearse', 'let a trigger ask and decide without effects, as a rollout does')
    .addHelpText(
      'after',
      describeExamples([
        'invoke pre-sign-up',
        'invoke pre-sign-up --set request.userAttributes.email=jane@blocked.example',
        'invoke pre-token-generation --source TokenGeneration_RefreshTokens --event-version 2 --json',
        'invoke post-confirmation --event event.json',
        'invoke front-door --source alb',
        'invoke pre-sign-up --endpoint aws --function arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up',
      ]),
    )
    .action(run(invoke))
}

async function invoke(
  context: CliContext,
  name: TriggerName | CallerFunctionName,
  options: InvokeOptions,
): Promise<CliResult> {
  const isRehearsal = options.rehearse === true
  if (isRehearsal && isCallerFunction(name))
    throw usageError(`${name} knows no rehearsal and would do all that it does: leave --rehearse out.`)
  if (options.event !== undefined && (options.source ?? options.eventVersion) !== undefined)
    throw usageError('--event is the whole event: leave --source and --event-version out.')
  const sent = isCallerFunction(name)
    ? await sendAsCaller(context, name, options)
    : sendAsCognito(name, options, await readGiven(context, options))
  const target = await chooseTarget(context, name, options)
  const event = applySetValues(sent.eventAt(target.stack), options.set)

  const { callFunction } = await import('./invoke/call-function.ts')
  const { describeCall, outcomeExitCodes } = await import('./invoke/invocation.ts')
  const { drawInvocation } = await import('./invoke/draw-invocation.ts')
  const motion = chooseSlowMotion(context)
  using _progress = context.startProgress(`waiting for ${name}`)
  const { timeout: limitMs = sent.limitMs } = options
  const call = await callFunction(target, event, limitMs, motion, isRehearsal)
  const invocation = describeCall({ caller: sent.callerOf(event), event, target, limitMs, isRehearsal }, call)
  return {
    json: invocation,
    text: drawInvocation(context, invocation),
    exitCode: outcomeExitCodes[invocation.outcome],
  }
}

/** What is sent, on whose behalf, and how long that one waits. */
interface Sent {
  readonly limitMs: number
  /** A fixture is placed in the local stack. */
  eventAt(stack: Target['stack']): RawObject
  callerOf(event: RawObject): Caller
}

function sendAsCognito(trigger: TriggerName, options: InvokeOptions, given: RawObject | undefined): Sent {
  const { event } =
    given === undefined ? chooseFixture(trigger, options.source, options.eventVersion) : { event: given }
  return {
    limitMs: cognitoLimitMs,
    eventAt: (stack) => (given !== undefined || stack === undefined ? event : placeInStack(event, stack)),
    callerOf: (sent) => cognitoAsCaller(trigger, sent),
  }
}

async function sendAsCaller(
  context: CliContext,
  name: CallerFunctionName,
  options: InvokeOptions,
): Promise<Sent> {
  const named = options.event === undefined ? undefined : findCallerEvent(options.event)
  const given = named === undefined ? await readGiven(context, options) : undefined
  const source = named?.name ?? options.source
  const fixture = given === undefined ? chooseCallerEvent(name, source, options.eventVersion) : undefined
  return {
    limitMs: waitsMs(name, fixture),
    eventAt: (stack) => given ?? placeCallerEvent(fixture, stack),
    callerOf: () => otherCaller(name, fixture),
  }
}

async function readGiven(context: CliContext, { event }: InvokeOptions): Promise<RawObject | undefined> {
  return event === undefined ? undefined : (await readEvent(context, event)).event
}
