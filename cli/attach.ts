/** `attach`: lets a user pool that exists call the suite's functions. */
import type { Command } from 'commander'
import type { TokenVersion } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import { guardedAttributes, readSuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import {
  addChangeOptions,
  addTokenVersion,
  type ChangeOptions,
  collect,
  expectedVersion,
  toSlots,
} from './attach/options.ts'
import { runChange } from './attach/run-change.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { loadOwnSuite } from './suite-file.ts'

interface AttachOptions extends ChangeOptions {
  readonly owner?: string
  readonly replace: readonly string[]
  readonly keep: readonly string[]
  readonly tokenVersion?: TokenVersion
  readonly allowWrite: readonly string[]
}

export function addAttach(program: Command, run: RunAction): void {
  const command = program
    .command('attach')
    .summary('lets a user pool that exists call the suite')
    .description(
      'Shows what would change in the pool, or with --apply changes it: only the triggers, in one update that sends every other setting back as it was, and puts the pool back when anything else has changed. It refuses what it cannot do without a loss.',
    )
  addTokenVersion(addChangeOptions(command))
    .option(
      '--owner <who>',
      'who changes the settings of the pool: console, or a program such as terraform; the stack, if its template names these triggers',
    )
    .option('--replace <slot>', 'take the place of a function of yours; may be repeated', collect, [])
    .option('--keep <slot>', 'leave a function of yours in its place; may be repeated', collect, [])
    .option(
      '--allow-write <attribute>',
      'app clients may write this attribute although the suite relies on it; may be repeated',
      collect,
      [],
    )
    .addHelpText(
      'after',
      describeExamples([
        'attach --endpoint aws --region eu-west-1 --pool eu-west-1_a1B2c3D4e --outputs outputs.json --owner console',
        'attach --endpoint aws --region eu-west-1 --pool eu-west-1_a1B2c3D4e --outputs outputs.json --owner console --apply',
      ]),
    )
    .action(run(attach))
}

async function attach(context: CliContext, options: AttachOptions): Promise<CliResult> {
  const plans = readSuitePlans(await loadOwnSuite(context))
  const twofold = options.keep.find((slot) => [...options.replace, ...options.only].includes(slot))
  if (twofold !== undefined) {
    throw usageError(
      `--keep leaves ${twofold} as it is, and another option changes it: take one of them out.`,
    )
  }
  return runChange(context, options, {
    action: 'attach',
    tokenVersion: options.tokenVersion ?? expectedVersion(plans),
    groups: plans.groups,
    guarded: guardedAttributes(plans, options.allowWrite),
    replace: toSlots(options.replace),
    keep: toSlots(options.keep),
    owner: options.owner,
  })
}
