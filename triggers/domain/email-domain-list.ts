/** Lists of e-mail domains: those of the configuration, and the items of the table. */
import { domainAndParents } from './email-domain.ts'
import type { TableItem, TableKey } from './table-item.ts'

/** A domain with what the table says of it: attributes `list` (`allow` or `deny`) and `subdomains` (boolean). */
export interface ListedDomain {
  readonly list: 'allow' | 'deny'
  readonly subdomains: boolean
}

/** The most labels of a domain in the table: an address costs one read for each parent of its domain up to this. */
export const maxListedLabels = 6

export function domainKey(domain: string): TableKey {
  return { pk: `DOMAIN#${domain}`, sk: 'DOMAIN' }
}

/** What an item says; undefined when there is none.
 * @throws Error `item_unreadable` when nobody can tell which list the domain is on: it may be the one that denies */
export function readListedDomain(item: TableItem | undefined): ListedDomain | undefined {
  const list = item?.get('list')
  const subdomains = item?.get('subdomains') ?? false
  if ((list === 'allow' || list === 'deny') && typeof subdomains === 'boolean') return { list, subdomains }
  if (item === undefined || item.size === 0) return undefined
  throw Object.assign(new Error('a listed domain cannot be read'), { code: 'item_unreadable' })
}

/** The domains under which the table may say something about `domain`: itself, and its parents of few labels.
 * None without a domain. */
export function listableDomains(domain: string | undefined): readonly string[] {
  return (domain === undefined ? [] : domainAndParents(domain)).filter(
    (name) => name.split('.').length <= maxListedLabels,
  )
}

/** Compares whole labels, so that `evil-example.com` is not `example.com`. No domain is on no list. */
export function isListed(
  domain: string | undefined,
  list: ReadonlySet<string>,
  withSubdomains: boolean,
): boolean {
  if (domain === undefined) return false
  return withSubdomains ? domainAndParents(domain).some((name) => list.has(name)) : list.has(domain)
}
