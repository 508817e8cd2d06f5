/** `faults`: shows, sets and clears the faults of the running local stack. */
import type { Command } from 'commander'
import { readFault } from '@cognito-trigger-suite/local/internal/faults/fault'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { usageError } from './cli-error.ts'
import { callConsole, type ConsoleRequest } from './console-api.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { describeFaults, faultForm, type Faults, readFaultText } from './fault-text.ts'
import { describeExamples } from './help.ts'
import { readStackFile } from './stack-file.ts'

export function addFaults(program: Command, run: RunAction): void {
  program
    .command('faults')
    .summary('shows, sets and clears the faults of the running local stack')
    .description(
      'Makes what the functions of the running local stack need slow, silent, throttled or gone. Without a fault it shows those that are set.',
    )
    .argument('[faults...]', faultForm)
    .option('--clear', 'first take all faults away')
    .addHelpText(
      'after',
      describeExamples([
        'faults table=hang',
        'faults table=error@0.5 user-pool=latency:300',
        'faults --clear',
      ]),
    )
    .action(run(changeFaults))
}

async function changeFaults(
  context: CliContext,
  texts: readonly string[],
  options: { readonly clear?: true },
): Promise<CliResult> {
  const wanted = texts.reduce<Faults>((faults, text) => readFaultText(text, faults), new Map())
  const stack = await readStackFile(context.stackFile)
  const call = (request: Omit<ConsoleRequest, 'path'>): Promise<unknown> =>
    callConsole(context, stack, { ...request, path: '/api/faults' })

  if (options.clear === true) await call({ method: 'DELETE' })
  const set =
    wanted.size === 0
      ? await call({ method: 'GET' })
      : await call({ method: 'PUT', body: Object.fromEntries(wanted) })
  const faults = describeFaults(readFaults(set))
  return { json: set, text: faults.length === 0 ? 'no faults' : faults.join('\n') }
}

function readFaults(answer: unknown): Faults {
  return new Map(
    Object.entries(isObject(answer) ? answer : {}).flatMap(([name, fault]) => {
      const reading = readFault(name, fault)
      if (!reading.ok) throw usageError(reading.problem)
      return reading.fault === null ? [] : [[name, reading.fault] as const]
    }),
  )
}
