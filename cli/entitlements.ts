/** `entitlements show|set|remove`: facts about a user that go into tokens, and whether the user is suspended. */
import type { Command } from 'commander'
import { fromAttribute, toAttribute } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import type { Json } from '@cognito-trigger-suite/triggers/internal/core/decision'
import { isClaimValue, isNameText } from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import { readFlag } from '@cognito-trigger-suite/triggers/internal/facts/needed-value'
import { readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import { CliError, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { formatValue } from './format.ts'
import { describeExamples } from './help.ts'
import { addWriteOptions, writeChange, type WriteOptions } from './items/change.ts'
import { addUserArgument, findUser, ownAttributes } from './items/user.ts'
import { addPlaceOptions, type PlaceOptions } from './provisioning/place.ts'
import { drawTable } from './table.ts'

export function addEntitlements(program: Command, run: RunAction): void {
  const parent = program
    .command('entitlements')
    .summary("shows, sets and removes a user's entitlements, such as suspended")
    .description(
      "Shows, sets and removes the attributes of a user's ENTITLEMENTS item. Where the suite has denySuspended, a user with suspended=true has no new token: neither at the next refresh nor at a sign-in. Where it has suspendedUsers, the user cannot sign in with a password. Tokens that are out stay valid until they expire.",
    )
    .addHelpText(
      'after',
      describeExamples([
        'entitlements show 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
        'entitlements set 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a suspended=true',
        'entitlements set 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a seats:=5 --version 0123456789ab',
      ]),
    )
  addPlaceOptions(addUserArgument(parent.command('show').description('Shows them.'))).action(run(show))
  addWriteOptions(
    addUserArgument(
      parent.command('set').description('Sets some, and leaves the others as they are.'),
    ).argument('<name=text...>', 'name=text, or name:=json for any other value'),
  ).action(run(set))
  addWriteOptions(
    addUserArgument(
      parent.command('remove').description('Removes some. A missing entitlement is skipped.'),
    ).argument('<name...>', 'names that show shows'),
  ).action(run(remove))
}

async function show(context: CliContext, sub: string, options: PlaceOptions): Promise<CliResult> {
  const { attributes, version } = await findUser(context, sub, 'ENTITLEMENTS', options)
  const rows = [...attributes]
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, value]) => [name, isClaimValue(value) ? formatValue(value) : 'unreadable'])
  return {
    json: { sub, version, entitlements: Object.fromEntries(attributes) },
    text: drawTable(context.paint, { rows: [...rows, ['version', version]] }),
  }
}

async function set(
  context: CliContext,
  sub: string,
  given: readonly string[],
  options: WriteOptions,
): Promise<CliResult> {
  const wanted = given.map(readEntitlement)
  if (new Set(wanted.map(([name]) => name)).size < wanted.length)
    throw usageError('An entitlement is given more than once: give it one value.')
  const found = await findUser(context, sub, 'ENTITLEMENTS', options)
  const changes = wanted.map(([name, value]) => ({
    path: [name],
    before: found.item?.[name],
    after: toAttribute(value),
  }))
  return writeChange(context, options, { ...found, changes })
}

async function remove(
  context: CliContext,
  sub: string,
  names: readonly string[],
  options: WriteOptions,
): Promise<CliResult> {
  const found = await findUser(context, sub, 'ENTITLEMENTS', options)
  const missing = names.find((name) => !found.attributes.has(name))
  if (missing !== undefined)
    throw new CliError(`The user has no entitlement ${formatValue(missing)}.`, exitCodes.other)
  const changes = [...new Set(names)].map((name) => ({ path: [name], before: found.item?.[name] }))
  return writeChange(context, options, { ...found, changes })
}

/** Attributes that sources read in only one form. */
const forms: ReadonlyMap<
  string,
  { readonly allowed: string; readonly read: (value: Json) => Json | undefined }
> = new Map([
  ['suspended', { allowed: 'true or false', read: readFlag }],
  ['plan', { allowed: 'text', read: (value: Json) => (typeof value === 'string' ? value : undefined) }],
  ['featuresOn', { allowed: 'a name or a list of names', read: readNames }],
  ['featuresOff', { allowed: 'a name or a list of names', read: readNames }],
])

function readNames(value: Json): Json | undefined {
  return [value].flat().every((name) => typeof name === 'string') ? value : undefined
}

/** @throws CliError for a value that would leave a token without its claim */
function readEntitlement(given: string): readonly [string, Json] {
  const [, name = '', operator = '', text = ''] = /^(.+?)(:?=)(.*)$/s.exec(given) ?? []
  if (!isNameText(name) || ownAttributes.has(name) || name === '__proto__') {
    throw usageError(
      'An entitlement is name=text or name:=json, of a name that the table does not need itself.',
    )
  }
  const value = operator === '=' ? text : parseExact(text)
  if (value === undefined || !isClaimValue(value)) {
    throw usageError(
      `${name} takes text, a number of at most 15 digits, true or false, a list of these, or an object: Cognito takes no other claim.`,
    )
  }
  const form = forms.get(name)
  const read = form === undefined ? value : form.read(value)
  if (read === undefined) throw usageError(`${name} takes ${form?.allowed}.`)
  return [name, read]
}

/** JSON whose numbers the table returns unchanged; undefined for other JSON. */
function parseExact(text: string): Json | undefined {
  const numbers = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/\d[\d.eE+-]*/g) ?? []
  // The table's numbers end at 10^125, and the smallest is 10^-130.
  const isExact = (digits: string): boolean => {
    const size = Number(digits)
    return (
      typeof fromAttribute({ N: digits }) === 'number' && (size === 0 || (size >= 1e-130 && size < 1e125))
    )
  }
  return numbers.every(isExact) ? readJson(text) : undefined
}
