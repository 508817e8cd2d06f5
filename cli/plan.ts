/** `plan`: what a load needs of an account and costs a month, by arithmetic. It asks nobody. */
import type { Command } from 'commander'
import { readAmount, readWhole } from './arguments.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeExamples } from './help.ts'
import { type Need, planLoad, secondsOfMonth } from './plan/plan-load.ts'
import { drawTable } from './table.ts'

interface PlanOptions {
  readonly rps: number
  readonly burst: number
  readonly signUpsBurst: number
  readonly signUps: number
}

export function addPlan(program: Command, run: RunAction): void {
  program
    .command('plan')
    .summary('counts what a load needs and costs')
    .description(
      'Counts the functions that run at once, the requests against the quotas of Cognito, the units of the table, and list prices of us-east-1 a month. The plan of Cognito and what a stage costs while nobody comes are not in it. It is arithmetic: it asks nobody, and no figure is from a bill.',
    )
    .requiredOption(
      '--rps <n>',
      'sign-ins and refreshes a second, on average, such as 0.5',
      readAmount('--rps', 100_000),
    )
    .requiredOption('--burst <n>', 'the most of them in one second', readWhole('--burst', 0, 100_000))
    .option('--sign-ups <n>', 'new users a month', readWhole('--sign-ups', 0, 1_000_000_000), 0)
    .option(
      '--sign-ups-burst <n>',
      'the most of them in one second',
      readWhole('--sign-ups-burst', 0, 100_000),
      0,
    )
    .addHelpText(
      'after',
      describeExamples([
        'plan --rps 5 --burst 50',
        'plan --rps 5 --burst 50 --sign-ups 20000 --sign-ups-burst 4',
      ]),
    )
    .action(run(plan))
}

async function plan({ paint }: CliContext, options: PlanOptions): Promise<CliResult> {
  const { rps, burst, signUps: signUpsMonth, signUpsBurst } = options
  if (burst < rps)
    throw usageError(`--burst is ${burst}, less than the average, --rps ${rps}: give it the peak.`)
  if (signUpsBurst * secondsOfMonth < signUpsMonth) {
    throw usageError(
      `--sign-ups-burst is ${signUpsBurst}, less than the average of --sign-ups ${signUpsMonth} a month: give it the peak, 1 or more.`,
    )
  }
  const planned = planLoad({ rps, burst, signUpsBurst, signUpsMonth })
  const needs = planned.needs.map((each) => [each.what, show(each.need), show(each.limit), judge(each)])
  const costs = planned.costs
    .filter(({ amount }) => amount > 0)
    .map(({ what, amount, each }) => [what, show(amount), String(each), (amount * each).toFixed(2)])
  return {
    json: planned,
    text: [
      drawTable(paint, { head: ['at the peak', 'need', 'limit', ''], rows: needs, numbers: [1, 2] }),
      '',
      drawTable(paint, {
        head: ['a month', 'how many', 'each', 'dollars'],
        rows: [...costs, ['all', '', '', planned.dollars.toFixed(2)]],
        numbers: [1, 2, 3],
      }),
    ].join('\n'),
  }
}

/** A limit that is half used is spoken of: other pools and functions of the account share it. */
function judge({ need, limit, isAdjustable }: Need): string {
  if (need * 2 <= limit) return 'enough'
  if (need <= limit) return 'tight: the account shares it'
  return isAdjustable ? 'too little: ask AWS for more' : 'too little, and AWS does not raise it'
}

/** At most three digits after the point. */
function show(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: 3 })
}
