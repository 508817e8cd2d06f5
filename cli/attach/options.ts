/** The options that attach and detach share, and which functions are the suite's. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { droppedKeys, renamedKeys, sentKeys } from '@cognito-trigger-suite/triggers/internal/attach/pool-keys'
import { readTextFile, describeFault } from '@cognito-trigger-suite/triggers/internal/build/text-file'
import { type Slot, slots, type TokenVersion } from '@cognito-trigger-suite/triggers/internal/attach/slots'
import type { SuitePlans } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import { isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readOneOf } from '../arguments.ts'
import { usageError } from '../cli-error.ts'
import type { CliContext } from '../context.ts'

export interface ChangeOptions {
  /** `local` or `aws`. */
  readonly endpoint: string
  readonly pool?: string
  readonly region?: string
  readonly outputs?: string
  readonly function: readonly string[]
  readonly only: readonly string[]
  readonly preImage?: string
  readonly send: readonly string[]
  readonly leaveOut: readonly string[]
  readonly apply?: boolean
}

export function addChangeOptions(command: Command): Command {
  return command
    .addOption(new Option('--endpoint <where>', 'local or aws').choices(['local', 'aws']).default('local'))
    .option('--pool <id>', 'the user pool (default: of the local stack)')
    .option('--region <region>', 'the Region (default: AWS_REGION)')
    .option('--outputs <file>', "outputs of the suite's stack, as `cdk deploy --outputs-file` writes them")
    .option('--function <slot=arn>', 'a function of the suite, such as PreSignUp=arn:…', collect, [])
    .option('--only <slot>', 'this trigger alone, such as PreTokenGeneration; may be repeated', collect, [])
    .option('--pre-image <file>', 'where the pool is kept as it was (default: <pool>.pre-image.json)')
    .option('--send <key>', 'send back a setting that is not known; may be repeated', collectUnknown, [])
    .option(
      '--leave-out <key>',
      'do not send a setting that is not known; may be repeated',
      collectUnknown,
      [],
    )
    .option('--apply', 'change the pool')
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

/** What is known is sent or left out as Cognito takes it. */
function collectUnknown(key: string, before: readonly string[]): readonly string[] {
  if ([sentKeys, renamedKeys, droppedKeys].some((known) => known.has(key)))
    throw usageError(`${key} is a setting that is known, and goes back as it must: take it out.`)
  return [...before, key]
}

const versions: readonly TokenVersion[] = ['V1_0', 'V2_0', 'V3_0']

export function addTokenVersion(command: Command): Command {
  return command.option(
    '--token-version <version>',
    `${versions.join(', ')} (default: what the suite expects, else V2_0)`,
    readOneOf('version', versions),
  )
}

export function expectedVersion({ tokens }: Pick<SuitePlans, 'tokens'>): TokenVersion {
  return `V${tokens.expectedVersion ?? '2'}_0`
}

export function toSlots(names: readonly string[]): ReadonlySet<Slot> {
  return new Set(names.map(readSlot))
}

const readSlot = readOneOf('trigger', slots)

/** Those of `--function`, which win, and of `--outputs`. @throws CliError */
export function readFunctions(
  { directory }: CliContext,
  { outputs, function: given }: Pick<ChangeOptions, 'outputs' | 'function'>,
): ReadonlyMap<Slot, string> {
  const named = given.map((text): [Slot, string] => {
    const [slot = '', ...arn] = text.split('=')
    return [readSlot(slot), demandArn(arn.join('='), '--function')]
  })
  const twice = named.find(([slot], index) => named.findIndex((each) => each[0] === slot) < index)
  if (twice !== undefined) throw usageError(`--function names ${twice[0]} twice: a pool calls one function.`)
  const found = outputs === undefined ? [] : readOutputs(resolve(directory, outputs), outputs)
  return new Map([...found, ...named])
}

/** `<trigger>AliasArn` of one stack, in CDK's form or flat. */
function readOutputs(path: string, file: string): readonly (readonly [Slot, string])[] {
  const outputs = flatten(parse(path, file))
  const found = outputs.flatMap(([name, value]): [Slot, string][] => {
    // CDK adds a hash to the output of a construct inside of a stack.
    const slot = slots.find((each) => name.replace(/[0-9A-F]{8}$/, '').endsWith(`${each}AliasArn`))
    return slot === undefined ? [] : [[slot, demandArn(value, file)]]
  })
  if (found.length === 0)
    throw usageError(`${file} has no output such as PreSignUpAliasArn: give those of the suite's stack.`)
  if (new Set(found.map(([slot]) => slot)).size < found.length)
    throw usageError(`${file} has the outputs of several suites: give those of one stack.`)
  return found
}

/** CDK nests one level. */
function flatten(value: unknown, depth = 0): readonly (readonly [string, string])[] {
  if (!isObject(value) || depth > 8) return []
  return Object.entries(value).flatMap(([name, each]): (readonly [string, string])[] =>
    typeof each === 'string' ? [[name, each]] : [...flatten(each, depth + 1)],
  )
}

function parse(path: string, file: string): unknown {
  try {
    return JSON.parse(readTextFile(path))
  } catch (error) {
    const fault = error instanceof SyntaxError ? 'is no JSON' : describeFault(error)
    throw usageError(`${file} ${fault}: give what \`cdk deploy --outputs-file\` has written.`, error)
  }
}

function demandArn(text: string, where: string): string {
  if (/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/.test(text)) return text
  throw usageError(`${where} needs the ARN of a function, with its alias: arn:aws:lambda:….`)
}
