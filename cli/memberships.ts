/** `memberships show|add|remove`: the tenants of a user. */
import type { Command } from 'commander'
import { fromAttribute, toAttribute } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import { own, readStrings, isObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import { readMemberships } from '@cognito-trigger-suite/triggers/internal/domain/memberships'
import { CliError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { describeExamples } from './help.ts'
import { addWriteOptions, writeChange, type WriteOptions } from './items/change.ts'
import { addUserArgument, findUser, type FoundUser } from './items/user.ts'
import { addPlaceOptions, type PlaceOptions } from './provisioning/place.ts'
import { gather, readName } from './read-name.ts'
import { drawTable } from './table.ts'

export function addMemberships(program: Command, run: RunAction): void {
  const parent = program
    .command('memberships')
    .summary('shows, adds and removes the tenants of a user')
    .description(
      "Shows, adds and removes the memberships of a user's MEMBERSHIPS item, which the claim source tenant reads.",
    )
    .addHelpText(
      'after',
      describeExamples([
        'memberships show 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
        'memberships add 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a acme --role admin --role viewer',
        'memberships remove 6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a acme --version 0123456789ab',
      ]),
    )
  addPlaceOptions(addUserArgument(parent.command('show').description('Shows them.'))).action(run(show))
  addWriteOptions(
    addUserArgument(
      parent
        .command('add')
        .description('Makes the user a member, or gives a member these roles. A suspended one stays so.'),
    ).argument('<tenant>', 'the name of the tenant', readName),
  )
    .option('--role <name>', 'a role in it; may be repeated', gather, [])
    .action(run(add))
  addWriteOptions(
    addUserArgument(
      parent
        .command('remove')
        .description('Ends a membership. Whose active tenant it was has none until they choose another.'),
    ).argument('<tenant>', 'the name of the tenant'),
  ).action(run(remove))
}

async function show(context: CliContext, sub: string, options: PlaceOptions): Promise<CliResult> {
  const { attributes, version } = await findUser(context, sub, 'MEMBERSHIPS', options)
  const stored: unknown = attributes.get('tenants') ?? {}
  const active = new Set(readMemberships(attributes).map(({ tenant }) => tenant))
  const memberships = Object.entries(isObject(stored) ? stored : {}).map(([tenant, membership]) => ({
    tenant,
    roles: isObject(membership) ? readStrings(own(membership, 'roles')) : [],
    isSuspended: !active.has(tenant),
    isChosen: attributes.get('activeTenant') === tenant,
  }))
  const rows = memberships.map(({ tenant, roles, isSuspended, isChosen }) => [
    tenant,
    roles.join(', '),
    isSuspended ? 'suspended' : isChosen ? 'active tenant' : 'member',
  ])
  const table = drawTable(context.paint, { head: ['tenant', 'roles', ''], rows })
  const body = isObject(stored) ? (rows.length === 0 ? '  no memberships' : table) : '  unreadable'
  return {
    json: { sub, version, memberships, ...(isObject(stored) ? {} : { unreadable: true }) },
    text: `${body}\n\n  version  ${version}`,
  }
}

async function add(
  context: CliContext,
  sub: string,
  tenant: string,
  options: WriteOptions & { readonly role: readonly string[] },
): Promise<CliResult> {
  const found = await findUser(context, sub, 'MEMBERSHIPS', options)
  const before = findMembership(found, tenant)
  const roles = toAttribute([...new Set(options.role)])
  const sinceMs = toAttribute(context.clock.epochMs())
  const after = { M: before?.M === undefined ? { roles, sinceMs } : { ...before.M, roles } }
  const change =
    found.item?.['tenants'] === undefined
      ? { path: ['tenants'], before: undefined, after: { M: { [tenant]: after } } }
      : { path: ['tenants', tenant], before, after }
  return writeChange(context, options, { ...found, changes: [change] })
}

async function remove(
  context: CliContext,
  sub: string,
  tenant: string,
  options: WriteOptions,
): Promise<CliResult> {
  const found = await findUser(context, sub, 'MEMBERSHIPS', options)
  const before = findMembership(found, tenant)
  if (before === undefined) throw new CliError('The user is no member of this tenant.', exitCodes.other)
  return writeChange(context, options, { ...found, changes: [{ path: ['tenants', tenant], before }] })
}

/** @throws CliError when the user's memberships cannot be read */
function findMembership({ item }: FoundUser, tenant: string) {
  const tenants = item?.['tenants']
  if (tenants !== undefined && !isObject(fromAttribute(tenants))) {
    throw new CliError(
      'The memberships of this user cannot be read: put the item right first.',
      exitCodes.other,
    )
  }
  const memberships = tenants?.M ?? {}
  return Object.hasOwn(memberships, tenant) ? memberships[tenant] : undefined
}
