/** `detach`: takes the suite's functions off a user pool. The kill switch of the runbook. */
import type { Command } from 'commander'
import { addChangeOptions, type ChangeOptions } from './attach/options.ts'
import { runChange } from './attach/run-change.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'

export function addDetach(program: Command, run: RunAction): void {
  addChangeOptions(
    program
      .command('detach')
      .summary('takes the suite off a user pool, all of it or one trigger')
      .description(
        'Shows what would change in the pool, or with --apply changes it: each trigger that calls the suite calls what it called before, as the pre-image knows, or nothing. A function of somebody else stays. Every other setting is sent back as it was.',
      ),
  )
    .addHelpText(
      'after',
      describeExamples([
        'detach --endpoint aws --region eu-west-1 --pool eu-west-1_a1B2c3D4e --outputs outputs.json --apply',
        'detach --endpoint aws --region eu-west-1 --pool eu-west-1_a1B2c3D4e --only PreTokenGeneration --apply',
      ]),
    )
    .action(run(detach))
}

async function detach(context: CliContext, options: ChangeOptions): Promise<CliResult> {
  return runChange(context, options, {
    action: 'detach',
    tokenVersion: 'V1_0',
    groups: [],
    guarded: [],
    replace: new Set(),
    keep: new Set(),
  })
}
