/** Lists of e-mail domains: from the configuration and from items of the table. */
import { domainAndParents } from './email-domain.ts'
import type { TableItem, TableKey } from './table-item.ts'

/** A domain with what the table says of it: attributes `list` (`allow` or `deny`) and `subdomains` (boolean). */
export interface ListedDomain {
  readonly list: 'allow' | 'deny'
  readonly subdomains: boolean
}

/** The most labels of a domain in the table. A look-up reads one item for each parent of the address's domain up to
 * this number. */
export const maxListedLabels = 6

export function domainKey(domain: string): TableKey {
  return { pk: `DOMAIN#${domain}`, sk: 'DOMAIN' }
}

/** What an item says of its domain; undefined for a missing item.
 * @throws Error `item_unreadable` when the item does not say which list the domain is on: it may be the list that denies */
export function readListedDomain(item: TableItem | undefined): ListedDomain | undefined {
  const list = item?.get('list')
  const subdomains = item?.get('subdomains') ?? false
  if ((list === 'allow' || list === 'deny') && typeof subdomains === 'boolean') return { list, subdomains }
  if (item === undefined || item.size === 0) return undefined
  throw Object.assign(new Error('a listed domain cannot be read'), { code: 'item_unreadable' })
}

/** The domains under which the table may hold an item about `domain`: the domain itself, and its parents with few
 * labels. Empty without a domain. */
export function listableDomains(domain: string | undefined): readonly string[] {
  return (domain === undefined ? [] : domainAndParents(domain)).filter(
    (name) => name.split('.').length <= maxListedLabels,
  )
}

/** Compares whole labels, so that `evil-example.com` is not `example.com`. A missing domain is on no list. */
export function isListed(
  domain: string | undefined,
  list: ReadonlySet<string>,
  withSubdomains: boolean,
): boolean {
  if (domain === undefined) return false
  return withSubdomains ? domainAndParents(domain).some((name) => list.has(name)) : list.has(domain)
}
