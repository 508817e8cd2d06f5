/** `claims <form>`: what the tokens of the suite carry, for those who read them. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { readOneOf } from './arguments.ts'
import type { CedarNames } from './claims/cedar.ts'
import type { ClaimChoice, PrintedClaims } from './claims/claims.ts'
import { usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'

const forms = ['types', 'json-schema', 'cedar'] as const
type Form = (typeof forms)[number]

interface ClaimsOptions extends ClaimChoice, Partial<CedarNames> {
  readonly suite?: string
  readonly check?: string
}

const cedarNames: CedarNames = {
  namespace: 'App',
  principal: 'User',
  group: 'UserGroup',
  resource: 'Application',
  actions: ['use'],
}

export function addClaims(program: Command, run: RunAction): void {
  program
    .command('claims')
    .summary('prints what the tokens carry: types, JSON Schema, Cedar schema')
    .description(
      'Prints the claims that Cognito and the suite put into the ID token and the access token, with what each holds: as a TypeScript file, as a JSON Schema of the payloads, or as a Cedar schema for Amazon Verified Permissions. Readers that are generated from it cannot misspell a claim.',
    )
    .argument('<form>', forms.join(', '), readOneOf('form', forms))
    .option('--suite <file>', 'another configuration than triggers/suite.ts')
    .option(
      '--attributes <names>',
      'custom attributes in the ID token, such as custom:tier',
      readAttributes,
      [],
    )
    .option('--without <claims>', 'leaves claims out, with commas between', readNames, [])
    .option('--check <file>', 'prints nothing but whether the file is still what would be printed')
    .option('--namespace <name>', 'cedar: the namespace of all types (default App)', readIdentifier)
    .option('--principal <type>', 'cedar: the type of users (default User)', readIdentifier)
    .option('--group <type>', 'cedar: the type of groups (default UserGroup)', readIdentifier)
    .option(
      '--resource <type>',
      'cedar: the type of what actions apply to (default Application)',
      readIdentifier,
    )
    .option('--actions <names>', 'cedar: the actions, with commas between (default use)', readNames)
    .addHelpText(
      'after',
      describeExamples([
        'claims types > claims.ts',
        'claims types --check claims.ts',
        'claims json-schema --json',
        'claims cedar --attributes custom:tier --actions read,write --resource Article',
      ]),
    )
    .action(run(printClaims))
}

function readNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw usageError('A name is empty: put one comma between two names.')
  return names
}

function readAttributes(text: string): readonly string[] {
  const names = readNames(text)
  const strange = names.find((name) => !/^custom:\S{1,20}$/.test(name))
  if (strange === undefined) return names
  throw usageError(`'${strange}' is no custom attribute: write it as Cognito does, such as custom:tier.`)
}

/** Words of Cedar.
 * @see https://docs.cedarpolicy.com/policies/syntax-grammar.html */
const reserved = /^(true|false|if|then|else|in|is|like|has|__cedar|Action)$/

function readIdentifier(text: string): string {
  if (reserved.test(text)) throw usageError(`'${text}' is a word of Cedar: choose another name.`)
  if (/^[A-Za-z_]\w*$/.test(text)) return text
  throw usageError(`'${text}' is no name of Cedar: use letters, digits and underscores.`)
}

async function printClaims(context: CliContext, form: Form, options: ClaimsOptions): Promise<CliResult> {
  const idle = Object.keys(cedarNames).find((name) => form !== 'cedar' && Object.hasOwn(options, name))
  if (idle !== undefined) throw usageError(`--${idle} is for the form cedar: leave it out for ${form}.`)
  const names = { ...cedarNames, ...options }
  if (new Set([names.principal, names.group, names.resource]).size < 3)
    throw usageError('--principal, --group and --resource must be three names.')
  const { loadSound } = await import('./suite-file.ts')
  const { check } = options
  const suite = await loadSound(context, options.suite)
  const { collectClaims } =
    await import('@cognito-trigger-suite/triggers/internal/pre-token-generation/suite-claims')
  const { arrangeClaims } = await import('./claims/claims.ts')
  const claims = collectClaims(suite.preTokenGeneration?.() ?? { claims: [], expectedVersion: undefined })
  const text = await print(form, arrangeClaims(claims, options), names)
  if (check !== undefined) return compare(context, check, text)
  return { json: form === 'types' ? { types: text } : JSON.parse(text), text }
}

async function print(form: Form, claims: PrintedClaims, names: CedarNames): Promise<string> {
  switch (form) {
    case 'types':
      return (await import('./claims/types.ts')).printTypes(claims)
    case 'json-schema':
      return (await import('./claims/json-schema.ts')).printJsonSchema(claims)
    case 'cedar':
      return (await import('./claims/cedar.ts')).printCedar(claims, names)
  }
}

function compare({ directory }: CliContext, file: string, text: string): CliResult {
  const isCurrent = bare(readText(resolve(directory, file), file)) === bare(text)
  return {
    json: { file, isCurrent },
    text: isCurrent
      ? `${file} is what the suite prints.`
      : `${file} is not what the suite prints: print it again, and look at what changed.`,
    exitCode: isCurrent ? exitCodes.success : exitCodes.changed,
  }
}

/** Without what a formatter changes. */
function bare(text: string): string {
  return text.replaceAll(/[\s;,'"]/g, '')
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usageError(`'${file}' cannot be read: give a file that this command has printed.`, error)
  }
}
