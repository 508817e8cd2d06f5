/** `domains list|add|remove`: the lists of e-mail domains that change without a deployment. */
import { Argument, type Command } from 'commander'
import { readEmailDomain } from '@cognito-trigger-suite/triggers/internal/domain/email-domain'
import {
  domainKey,
  type ListedDomain,
  maxListedLabels,
  readListedDomain,
} from '@cognito-trigger-suite/triggers/internal/domain/email-domain-list'
import { readAttributes, toAttribute } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import { CliError, usageError } from './cli-error.ts'
import type { CliContext, CliResult, RunAction } from './context.ts'
import { exitCodes } from './exit-codes.ts'
import { formatCount } from '@cognito-trigger-suite/local/internal/console/page/format'
import { describeExamples } from './help.ts'
import { addWriteOptions, withTable, writeChange, type WriteOptions } from './items/change.ts'
import type { StoredItem } from './items/store.ts'
import { addPlaceOptions, enterPlace, type PlaceOptions } from './provisioning/place.ts'
import { drawTable } from './table.ts'

export function addDomains(program: Command, run: RunAction): void {
  const parent = program
    .command('domains')
    .summary('lists, adds and removes e-mail domains of the table')
    .description(
      'Lists, adds and removes the e-mail domains that the table allows or denies. They count for rules and claim sources that have `table`, which keep an answer for a minute unless they say otherwise.',
    )
    .addHelpText(
      'after',
      describeExamples([
        'domains add deny spam.example',
        'domains list --json',
        'domains remove spam.example --version 0123456789ab',
      ]),
    )
  addPlaceOptions(
    parent.command('list').description('Lists all of them. This reads the whole table once: mind its price.'),
  ).action(run(list))
  addWriteOptions(
    parent
      .command('add')
      .description('Puts a domain on a list.')
      .addArgument(new Argument('<list>', 'allow or deny').choices(['allow', 'deny']))
      .argument('<domain>', 'such as example.com'),
  )
    .option('--subdomains', 'its sub-domains too (default: for deny)')
    .option('--no-subdomains', 'the domain alone (default: for allow)')
    .action(run(add))
  addWriteOptions(
    parent
      .command('remove')
      .description('Takes a domain off its list.')
      .argument('<domain>', 'as list shows it'),
  ).action(run(remove))
}

async function list(context: CliContext, options: PlaceOptions): Promise<CliResult> {
  await enterPlace(context, options)
  const { scanItems, versionOf } = await import('./items/store.ts')
  const prefix = domainKey('').pk
  const found = (await withTable(() => scanItems(prefix)))
    .filter((item) => item['sk']?.S === domainKey('').sk)
    .map((item) => {
      const domain = item['pk']?.S?.slice(prefix.length) ?? ''
      return {
        domain,
        version: versionOf(item),
        listed: readDomain(domain) === domain ? read(item) : 'never read',
      }
    })
    .sort((one, two) => (one.domain < two.domain ? -1 : 1))
  const rows = found.map(({ domain, listed, version }) =>
    typeof listed === 'string'
      ? [domain, listed, '', version]
      : [domain, listed.list, listed.subdomains ? 'yes' : 'no', version],
  )
  const table = drawTable(context.paint, { head: ['domain', 'list', 'sub-domains', 'version'], rows })
  const domains = found.map(({ domain, version, listed }) => ({
    domain,
    version,
    ...(typeof listed === 'string' ? { fault: listed } : listed),
  }))
  return {
    json: { domains },
    text: `${formatCount(found.length, 'domain')}${rows.length === 0 ? '' : `\n\n${table}`}`,
  }
}

async function add(
  context: CliContext,
  listName: ListedDomain['list'],
  given: string,
  options: WriteOptions & { readonly subdomains?: boolean },
): Promise<CliResult> {
  const domain = checkDomain(given)
  const { item, key } = await find(context, domain, options)
  const after = { list: listName, subdomains: options.subdomains ?? listName === 'deny' }
  const changes = Object.entries(after).map(([name, value]) => ({
    path: [name],
    before: item?.[name],
    after: toAttribute(value),
  }))
  return writeChange(context, options, {
    key,
    item,
    changes,
    subject: { domain },
    remark: `Domain: ${domain}`,
  })
}

async function remove(context: CliContext, given: string, options: WriteOptions): Promise<CliResult> {
  const domain = checkDomain(given)
  const { item, key } = await find(context, domain, options)
  if (item === undefined) throw new CliError('The table lists no such domain.', exitCodes.other)
  const changes = Object.keys(item)
    .filter((name) => name !== 'pk' && name !== 'sk')
    .map((name) => ({ path: [name], before: item[name] }))
  return writeChange(context, options, { key, item, changes, isItemGone: true, subject: { domain } })
}

async function find(context: CliContext, domain: string, options: PlaceOptions) {
  await enterPlace(context, options)
  const { getItem } = await import('./items/store.ts')
  const key = domainKey(domain)
  return { key, item: await withTable(() => getItem(key)) }
}

/** The form in which the rule looks it up. @throws CliError when the rule would never read it */
function checkDomain(given: string): string {
  const domain = readDomain(given)
  if (domain !== undefined) return domain
  throw usageError(
    `A domain has two to ${maxListedLabels} names of letters, digits and hyphens, such as example.com: the rule reads no other.`,
  )
}

function readDomain(given: string): string | undefined {
  const domain = readEmailDomain(`x@${given}`)
  return domain !== undefined && domain.split('.').length <= maxListedLabels ? domain : undefined
}

/** The rule fails for an unreadable item, since it may be a denial. */
function read(Item: StoredItem): ListedDomain | 'unreadable' {
  try {
    return readListedDomain(readAttributes({ Item })) ?? 'unreadable'
  } catch {
    return 'unreadable'
  }
}
