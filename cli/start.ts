/** `start`: starts the stack on this machine, as `npm start` does. */
import type { Command } from 'commander'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { callName } from './help.ts'

export function addStart(program: Command, run: RunAction): void {
  program
    .command('start')
    .summary('starts the stack of the suite on this machine, with its page')
    .usage('[options]')
    .argument('[options...]', 'those of `npm start`')
    // The package of the local stack reads its options, and shows its own help.
    .helpOption(false)
    .allowUnknownOption()
    .action(run(startStack))
}

async function startStack({ isJson }: CliContext, args: readonly string[]): Promise<CliResult> {
  if (isJson)
    throw usageError('start has no --json: .local/stack.json describes the stack that it has started.')
  const { readStartOptions, usage } = await import('@cognito-trigger-suite/local/internal/options')
  const options = readOptions(() => readStartOptions(args))
  if (options === 'help') return { json: { help: rename(usage) }, text: rename(usage) }
  const { start } = await import('@cognito-trigger-suite/local/internal/start')
  await start(options)
  return { json: {}, text: '' }
}

function readOptions<Options>(read: () => Options): Options {
  try {
    return read()
  } catch (error) {
    throw usageError(rename(error instanceof Error ? error.message : String(error)), error)
  }
}

function rename(text: string): string {
  return text.replaceAll('npm start --', `${callName} start`)
}
