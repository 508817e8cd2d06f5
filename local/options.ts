/** Reads the command line of `npm start`. */
import { parseArgs } from 'node:util'
import { type Fidelity, readFidelity } from './fidelity.ts'
import { nearestName } from '@cognito-trigger-suite/triggers/internal/core/options/nearest'

/** What runs in place of a suite. */
export type OwnSource = { readonly template: string } | { readonly triggers: string }

export interface StartOptions {
  /** The console's port; the services take the three after it. 0 picks free ones. */
  readonly port: number
  readonly opensBrowser: boolean
  /** Where `stack.json` and the build go. */
  readonly directory: string
  /** How often the pool calls a trigger that does not answer in time. Default: as in `fidelity`, else 3. */
  readonly attempts?: number
  /** How the pool behaves where no document says how AWS does. */
  readonly fidelity?: Fidelity
  /** Whether the end of standard input ends the stack. */
  readonly endsWithInput: boolean
  /** Where users, items and mail are kept over restarts; undefined: nowhere. */
  readonly data: string | undefined
  /** Whether edits are taken to the running stack. */
  readonly watches: boolean
  /** Default: the suite of the project. */
  readonly own?: OwnSource
}

export const usage = `Usage: npm start -- [options]

  --port <n>       port of the console, the services take the three after it; 0 picks free ones (default 4300)
  --attempts <n>   how often the pool calls a trigger that does not answer within 5 s, 1 to 5 (default 3)
  --fidelity <f>   how the pool behaves where no document says how AWS does, see docs/guide/verify.md
  --end-with-stdin end when standard input ends, for a program that starts this one
  --directory <d>  where stack.json and the build go (default .local)
  --data <d>      keep users, their tokens, items and mail in this folder over restarts: for development, not for real people
  --no-watch       take no edits of the suite to the running stack
  --template <f>   run the user pool and the functions of a CloudFormation template in JSON, in place of a suite
  --triggers <d>   run the handlers of a folder, each named like its trigger (pre-sign-up.js), in place of a suite
  --no-open        open no browser
  --help           show this text

SUITE_SLOW_MOTION=<n> before the command lets time run n times slower for functions and limits, 1 to 100: on a
machine that is too slow or too busy for the 5 s of Cognito.`

/** @throws TypeError with one sentence when an argument is not one of these. */
export function readStartOptions(args: readonly string[]): StartOptions | 'help' {
  const { values, tokens } = parse(args)
  refuseRepeated(tokens)
  if (values.help === true) return 'help'
  return {
    port: readWhole('--port', values.port ?? '4300', 0, 65_532),
    directory: readFolder('--directory', values.directory ?? '.local'),
    data: values.data === undefined ? undefined : readFolder('--data', values.data),
    opensBrowser: values['no-open'] !== true,
    ...(values.attempts !== undefined && { attempts: readWhole('--attempts', values.attempts, 1, 5) }),
    ...(values.fidelity !== undefined && { fidelity: readFidelity(values.fidelity) }),
    endsWithInput: values['end-with-stdin'] === true,
    watches: values['no-watch'] !== true,
    ...readOwn(values),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: joinNegative(args),
      strict: true,
      tokens: true,
      options: {
        port: { type: 'string' },
        attempts: { type: 'string' },
        fidelity: { type: 'string' },
        'end-with-stdin': { type: 'boolean' },
        directory: { type: 'string' },
        data: { type: 'string' },
        'no-open': { type: 'boolean' },
        'no-watch': { type: 'boolean' },
        template: { type: 'string' },
        triggers: { type: 'string' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    const reason = describe(error instanceof Error ? error.message : '')
    const unknown = /^Unknown option '--(\S+)'/.exec(reason)?.[1] ?? ''
    const nearest = nearestName(
      unknown,
      Array.from(usage.matchAll(/--([a-z-]+)/g), ([, name = '']) => name),
    )
    const hint = nearest === undefined ? '' : ` (Did you mean --${nearest}?)`
    throw new TypeError(`${reason}${hint}: see \`npm start -- --help\`.`, { cause: error })
  }
}

function readOwn({
  template,
  triggers,
  data,
}: ReturnType<typeof parse>['values']): Pick<StartOptions, 'own'> {
  if (data !== undefined && (template ?? triggers) !== undefined) {
    throw new TypeError(
      '--data keeps what a suite writes, and --template and --triggers run no suite: leave one of them out.',
    )
  }
  if (template !== undefined && triggers !== undefined) {
    throw new TypeError(
      '--template and --triggers both say what runs: give one of them, see `npm start -- --help`.',
    )
  }
  if (template !== undefined) return { own: { template } }
  return triggers === undefined ? {} : { own: { triggers } }
}

/** Node takes the number of `--port -1` for an option. */
function joinNegative(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1] ?? ''
    if (/^-\d/.test(arg) && (args[index - 1] ?? '').startsWith('--')) return []
    return arg.startsWith('--') && /^-\d/.test(next) ? [`${arg}=${next}`] : [arg]
  })
}

/** The first sentence of Node's text. Its further text about a missing value or a leading dash helps no user. */
function describe(text: string): string {
  const [, name] = /^Option '(--\S+?)[ '].*(?:missing|ambiguous)/s.exec(text) ?? []
  return name === undefined ? (text.split(/\.\s/)[0] ?? '') : `${name} is given no value`
}

/** One of two values would be ignored. */
function refuseRepeated(tokens: ReturnType<typeof parse>['tokens']): void {
  const names = tokens.flatMap((token) =>
    token.kind === 'option' && token.value !== undefined ? [token.rawName] : [],
  )
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    throw new TypeError(`${repeated} is given more than once: see \`npm start -- --help\`.`)
}

/** An empty one would be the project itself. One that begins with a dash was meant as an option. */
function readFolder(name: string, text: string): string {
  if (text.trim() === '' || text.startsWith('-'))
    throw new TypeError(`${name} takes the name of a folder, not '${text}': see \`npm start -- --help\`.`)
  return text
}

function readWhole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new TypeError(
      `${name} takes a whole number from ${least} to ${most}, not '${text}': see \`npm start -- --help\`.`,
    )
  }
  return value
}
