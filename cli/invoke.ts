/** `invoke <trigger>`: one synchronous invocation and its result. */
import type { Command } from 'commander'
import { cognitoLimitMs } from '@cognito-trigger-suite/triggers/core/deadline'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type TriggerName, triggerNames } from '@cognito-trigger-suite/triggers/internal/registry'
import { readTrigger, readWhole } from './arguments.ts'
import { chooseSlowMotion } from './choose-slow-motion.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { chooseFixture } from './fixtures.ts'
import { describeExamples } from './help.ts'
import { readEvent } from './read-input.ts'
import { applySetValues, type SetValue, setOption } from './set-values.ts'
import { chooseTarget, placeInStack, type TargetOptions } from './invoke/target.ts'

interface InvokeOptions extends TargetOptions {
  readonly event?: string
  readonly source?: string
  readonly eventVersion?: string
  readonly set: readonly SetValue[]
  readonly timeout: number
  readonly rehearse?: true
}

export function addInvoke(program: Command, run: RunAction): void {
  program
    .command('invoke')
    .summary('invokes a trigger synchronously and tells how it ended')
    .description(
      'Invokes a trigger as Cognito does: synchronously, once, waiting no longer than 5 seconds. Prints status, function error, what changed in the event, the steps and the end of the log.',
    )
    .argument('<trigger>', `one of ${triggerNames.join(', ')}`, readTrigger)
    .option('--event <file>', 'the event to send: a file, a fixture, or - for standard input')
    .option('--source <source>', 'the fixture of this trigger source, such as PreSignUp_AdminCreateUser')
    .option('--event-version <n>', 'the version of the fixture, for pre token generation 1, 2 or 3')
    .addOption(setOption('the event'))
    .option('--endpoint <where>', 'local, aws, or a URL', 'local')
    .option('--function <name>', 'name or ARN of the function (default: the local stack knows it)')
    .option('--qualifier <alias>', 'alias or version (default: live, which the user pool calls)')
    .option('--region <region>', 'the Region (default: of the ARN, else AWS_REGION)')
    .option('--timeout <ms>', 'how long to wait', readWhole('--timeout', 1, 900_000), cognitoLimitMs)
    .option('--rehearse', 'let it ask and decide without effects, as a rollout does')
    .addHelpText(
      'after',
      describeExamples([
        'invoke pre-sign-up',
        'invoke pre-sign-up --set request.userAttributes.email=jane@blocked.example',
        'invoke pre-token-generation --source TokenGeneration_RefreshTokens --event-version 2 --json',
        'invoke post-confirmation --event event.json',
        'invoke pre-sign-up --endpoint aws --function arn:aws:lambda:eu-west-1:123456789012:function:pre-sign-up',
      ]),
    )
    .action(run(invoke))
}

async function invoke(context: CliContext, trigger: TriggerName, options: InvokeOptions): Promise<CliResult> {
  const given = await chooseEvent(context, trigger, options)
  const target = await chooseTarget(context, trigger, options)
  const placed =
    given.isFixture && target.stack !== undefined ? placeInStack(given.event, target.stack) : given.event
  const event = applySetValues(placed, options.set)

  const { callFunction } = await import('./invoke/call-function.ts')
  const { describeCall, outcomeExitCodes } = await import('./invoke/invocation.ts')
  const { drawInvocation } = await import('./invoke/draw-invocation.ts')
  const motion = chooseSlowMotion(context)
  const progress = context.startProgress(`waiting for ${trigger}`)
  const isRehearsal = options.rehearse === true
  const call = await callFunction(target, event, options.timeout, motion, isRehearsal).finally(() =>
    progress.end(),
  )
  const invocation = describeCall({ trigger, event, target, limitMs: options.timeout }, call)
  return {
    json: invocation,
    text: drawInvocation(context, invocation),
    exitCode: outcomeExitCodes[invocation.outcome],
  }
}

async function chooseEvent(
  context: CliContext,
  trigger: TriggerName,
  { event, source, eventVersion }: InvokeOptions,
): Promise<{ readonly event: RawObject; readonly isFixture: boolean }> {
  if (event === undefined)
    return { event: chooseFixture(trigger, source, eventVersion).event, isFixture: true }
  if (source !== undefined || eventVersion !== undefined)
    throw usageError('--event is the whole event: leave --source and --event-version out.')
  return { event: (await readEvent(context, event)).event, isFixture: false }
}
