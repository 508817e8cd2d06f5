/** The frame of the command line: global options, help, one JSON document or one text, one sentence for each error. */
import { join, resolve } from 'node:path'
import { Command, CommanderError, Help, Option } from 'commander'
import { findProject } from '@cognito-trigger-suite/triggers/internal/build/project'
import { CliError, usageError } from './cli-error.ts'
import { commands } from './commands.ts'
import type { CliContext, CliProcess, CliResult, RunAction } from './context.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { callName, describeExamples } from './help.ts'
import { describeVersions } from './installed-packages.ts'
import { createPaint, noProgress, type Paint, readColumns, startProgress } from './terminal.ts'

/** The variable that names the stack file for all commands of a shell. */
const stackVariable = 'SUITE_STACK_FILE'

interface GlobalOptions {
  readonly json?: boolean
  readonly stack?: string
}

/** Runs one command line. It never rejects. */
export async function runCli(args: readonly string[], cli: CliProcess): Promise<ExitCode> {
  const paint = createPaint(cli.stdout)
  const program = createProgram(cli, paint)
  const endOfOptions = args.indexOf('--')
  const isJson = (endOfOptions === -1 ? args : args.slice(0, endOfOptions)).includes('--json')
  let help = ''
  let exitCode: ExitCode = exitCodes.success

  program.configureOutput({
    writeOut: (text) => void (help += text),
    writeErr: (text) => void (help += text),
    outputError: () => {},
    getOutHasColors: () => cli.stdout.isTTY === true && cli.stdout.hasColors?.() === true,
    getOutHelpWidth: () => readColumns(cli.stdout),
    getErrHelpWidth: () => readColumns(cli.stdout),
  })
  const run: RunAction =
    (action) =>
    async (...given) => {
      const result = await action(createContext(cli, paint, program.opts<GlobalOptions>()), ...given)
      write(cli, isJson, result)
      exitCode = result.exitCode ?? exitCodes.success
    }
  for (const add of commands) add(program, run)
  refuseRepeated(program)

  try {
    refuseUnreadable(args)
    const first = args.find((arg) => arg !== '--json')
    if (first === versionOption.long || first === versionOption.short) {
      write(cli, isJson, describeVersions(createContext(cli, paint, { json: isJson })))
      return exitCodes.success
    }
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (help !== '' && error instanceof CommanderError) {
      cli.stdout.write(isJson ? `${JSON.stringify({ help }, null, 2)}\n` : help)
      return error.exitCode === 0 ? exitCodes.success : exitCodes.usage
    }
    const failure = describeFailure(error, program, args)
    if (isJson) cli.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`)
    cli.stderr.write(`${failure.message}\n`)
    return failure.exitCode
  }
}

/** It stands alone: commands have an option of this name for the version of an item. */
const versionOption = new Option(
  '-V, --version',
  'print the versions of this program, of Node and of the packages',
)

/** A command that has written by itself, such as `start`, has no text left. */
function write({ stdout }: CliProcess, isJson: boolean, { json, text }: CliResult): void {
  if (isJson) stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  else if (text !== '') stdout.write(`${text}\n`)
}

function createProgram(cli: CliProcess, paint: Paint): Command {
  return new Command(callName)
    .description('Builds, starts, invokes, simulates and explains the triggers of a suite.')
    .usage('<command> [options]')
    .option(
      '--json',
      callName === 'cts'
        ? 'print one JSON document and nothing else'
        : 'print one JSON document and nothing else; npm adds lines of its own, so use npm --silent run',
    )
    .option(
      '--stack <file>',
      `what describes the running local stack (default: ${stackVariable}, else .local/stack.json)`,
    )
    .helpOption('-h, --help', 'show this text')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => paint.strong(title),
      visibleOptions: (command) => {
        const options = new Help().visibleOptions(command)
        return command.parent === null ? options.toSpliced(-1, 0, versionOption) : options
      },
    })
    .addHelpText(
      'after',
      describeExamples([
        'invoke pre-sign-up --set request.userAttributes.email=jane@example.com',
        'simulate sign-up --fault table=hang',
        'explain PreSignUp_SignUp --json',
      ]),
    )
}

/** Names must not be empty, and must not hold characters that a terminal obeys. A value after `name=` may be any text. */
function refuseUnreadable(args: readonly string[]): void {
  for (const arg of args) {
    const name = /^--(?!set=)/.test(arg) ? arg : arg.replace(/=.*$/s, '')
    if (name === '' || /\p{Cc}/u.test(name)) {
      throw usageError(
        'An argument is empty, begins with =, or has a line break or another control character: write it out.',
      )
    }
  }
}

/** Commander would ignore one of two values. An option that collects values starts with an empty list or map. */
function refuseRepeated(command: Command): void {
  for (const option of command.options.filter(({ defaultValue }) => typeof defaultValue !== 'object')) {
    let given = 0
    command.on(`option:${option.name()}`, (value: unknown) => {
      given += typeof value === 'string' ? 1 : 0
      if (given > 1) throw usageError(`${option.long} is given more than once: give it one value.`)
    })
  }
  refuseOpposites(command)
  command.commands.forEach(refuseRepeated)
}

function refuseOpposites(command: Command): void {
  for (const no of command.options.filter(({ negate }) => negate)) {
    const yes = command.options.find((each) => !each.negate && each.attributeName() === no.attributeName())
    const given = new Set<string>()
    for (const option of [no, ...(yes === undefined ? [] : [yes])]) {
      command.on(`option:${option.name()}`, () => {
        if (given.add(option.name()).size > 1)
          throw usageError(`${yes?.long} and ${no.long} exclude each other.`)
      })
    }
  }
}

function createContext(cli: CliProcess, paint: Paint, { json, ...options }: GlobalOptions): CliContext {
  const stack = options.stack ?? cli.env[stackVariable]
  return {
    ...cli,
    paint,
    columns: readColumns(cli.stdout),
    isJson: json === true,
    stackFile: stack === undefined ? join(findProject(), '.local/stack.json') : resolve(cli.directory, stack),
    startProgress: (text) => (json === true ? noProgress : startProgress(cli.stderr, text)),
    note: (sentence) => void cli.stderr.write(`${sentence}\n`),
  }
}

interface Failure {
  readonly message: string
  readonly exitCode: ExitCode
}

function describeFailure(error: unknown, program: Command, args: readonly string[]): Failure {
  if (error instanceof CliError) return { message: error.message, exitCode: error.exitCode }
  if (error instanceof CommanderError) {
    const where = [...findCommand(program, args), '--help'].join(' ')
    return {
      message: `${readSentence(error.message)}: see \`${callName} ${where}\`.`,
      exitCode: exitCodes.usage,
    }
  }
  return { message: error instanceof Error ? error.message : String(error), exitCode: exitCodes.other }
}

/** The names of a command and of the one inside of it. */
function findCommand({ commands: inner }: Command, args: readonly string[]): readonly string[] {
  const index = args.findIndex((arg) => inner.some((each) => each.name() === arg))
  const found = inner.find((each) => each.name() === args[index])
  return found === undefined ? [] : [found.name(), ...findCommand(found, args.slice(index + 1))]
}

/** Commander's message as the start of one sentence. */
function readSentence(message: string): string {
  const flat = message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/\. ([A-Z])/g, (_, letter: string) => `, ${letter.toLowerCase()}`)
    .replace(/\.$/, '')
  return flat.slice(0, 1).toUpperCase() + flat.slice(1)
}
