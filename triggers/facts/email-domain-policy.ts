/** Which e-mail domains are let in: by the team's list, by the table's list, and for one address. */
import { createFactCache } from './fact-cache.ts'
import { type Clock, systemClock } from '../core/deadline.ts'
import { temporarilyUnavailable } from '../core/denial-catalogue.ts'
import { readEmailDomain } from '../domain/email-domain.ts'
import {
  domainKey,
  isListed,
  listableDomains,
  maxListedLabels,
  type ListedDomain,
  readListedDomain,
} from '../domain/email-domain-list.ts'
import { type Checks, optional, shape } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { emailDomain } from '../domain/host-name.ts'
import { clock as clockCheck } from '../core/options/port.ts'
import { tableReader } from '../core/options/ports.ts'
import { ruleName } from '../core/rule/options.ts'
import { stepBudget } from '../core/options/step.ts'
import { flag, oneOf, whole } from '../core/options/values.ts'
import type { FactStep } from '../core/step.ts'
import { type TableReader, readActions } from '../ports/suite-table.ts'

/** The same object serves sign-up and tokens. */
export interface EmailDomainPolicyOptions {
  /** Tells several members with lists apart, and their look-ups in the table. Default: the member's own name. */
  readonly name?: string
  /** Only these domains are let in, and those that the table allows. Lower-case host names; international ones in
   * their `xn--` form. May be empty with a table. Default: all. */
  readonly allow?: readonly string[]
  /** These domains are refused, even when `allow` names them. Default: none. */
  readonly deny?: readonly string[]
  /** Whether a domain listed here stands for its sub-domains too. Default: `deny` yes, `allow` no. An item of the table
   * decides for itself. */
  readonly subdomains?: { readonly allow?: boolean; readonly deny?: boolean }
  /** Domains that change without a deployment. Default: none. */
  readonly table?: DomainTableOptions
}

const listsAlone = 'use the lists of the configuration alone'

export interface DomainTableOptions {
  readonly reader: TableReader
  /** What happens when the table does not answer and no answer is kept: deny, or decide by `allow` and `deny` alone. */
  readonly onFailure: 'deny' | typeof listsAlone
  /** How long an answer is kept in the sandbox, in milliseconds; 0 to 3,600,000, default 60,000. */
  readonly maxAgeMs?: number
  /** How long a kept answer is still used while the table does not answer, in milliseconds. Default 0: never. */
  readonly staleForMs?: number
  /** 1 to 4,000, default 800. */
  readonly budgetMs?: number
  /** Default: the process's clock. */
  readonly clock?: Clock
}

/** What the table says of the domain and of its parents, by name. */
export type ListedDomains = ReadonlyMap<string, ListedDomain>

/** What the lists say of an address. `missing`: the person has no address. */
export type DomainVerdict = 'allowed' | 'refused' | 'invalid' | 'missing'

/** The part of an event that is looked at. */
interface WithAttributes {
  readonly userAttributes: ReadonlyMap<string, string>
}

export interface EmailDomainPolicy {
  /** Whether an address is let in that no list names. */
  readonly isOpen: boolean
  readonly fact?: FactStep<WithAttributes, ListedDomains>
  /** Pure. */
  readonly judge: (event: WithAttributes, listed: ListedDomains | undefined) => DomainVerdict
}

/** The most domains whose answers are kept. */
const maxKeptDomains = 1_000

export function emailDomainPolicyChecks(): Checks<EmailDomainPolicyOptions> {
  return {
    name: optional(ruleName),
    allow: optional(list(emailDomain, 0)),
    deny: optional(list(emailDomain, 0)),
    subdomains: optional(
      shape<NonNullable<EmailDomainPolicyOptions['subdomains']>>({
        allow: optional(flag),
        deny: optional(flag),
      }),
    ),
    table: optional(
      shape<DomainTableOptions>({
        reader: tableReader,
        onFailure: oneOf(['deny', listsAlone]),
        maxAgeMs: optional(whole(0, 3_600_000)),
        staleForMs: optional(whole(0, 86_400_000)),
        budgetMs: optional(stepBudget),
        clock: optional(clockCheck),
      }),
    ),
  }
}

/** @throws TypeError when nothing is listed. */
export function createEmailDomainPolicy(member: string, given: EmailDomainPolicyOptions): EmailDomainPolicy {
  const { table } = given
  const allow = given.allow === undefined ? undefined : new Set(given.allow)
  const deny = new Set(given.deny)
  check: if (table === undefined && deny.size === 0 && (allow === undefined || allow.size === 0))
    throw new TypeError(`${member}: give allow or deny at least one domain, or remove it`)
  const subdomains = { allow: false, deny: true, ...given.subdomains }
  return {
    isOpen: allow === undefined,
    ...(table === undefined ? {} : { fact: listedDomainsFact(table, given.name) }),
    judge({ userAttributes }, listed) {
      const email = userAttributes.get('email')
      if (email === undefined || email === '') return 'missing'
      const domain = readEmailDomain(email)
      if (domain === undefined) return 'invalid'
      const isDenied = isListed(domain, deny, subdomains.deny) || isInTable(listed, domain, 'deny')
      const isAllowed =
        allow === undefined || isListed(domain, allow, subdomains.allow) || isInTable(listed, domain, 'allow')
      return isDenied || !isAllowed ? 'refused' : 'allowed'
    },
  }
}

function listedDomainsFact(
  options: DomainTableOptions,
  step = 'listed-domains',
): NonNullable<EmailDomainPolicy['fact']> {
  const { reader, maxAgeMs = 60_000, staleForMs = 0, budgetMs = 800, clock = systemClock } = options
  const cache = createFactCache<ListedDomain | undefined>({
    maxAgeMs,
    staleForMs,
    maxEntries: maxKeptDomains,
    clock,
  })
  return {
    name: step,
    dependency: reader,
    actions: readActions,
    budgetMs,
    attempts: 2,
    // The domain and its parents at once; a name has two labels or more.
    requests: maxListedLabels - 1,
    onFailure:
      options.onFailure === listsAlone
        ? { kind: 'use', value: new Map() }
        : { kind: 'deny', denial: temporarilyUnavailable },
    async run(event, call) {
      const domain = readEmailDomain(event.userAttributes.get('email'))
      const listed = await Promise.all(
        listableDomains(domain).map(async (name) => {
          const read = async (): Promise<ListedDomain | undefined> =>
            readListedDomain(await reader.read(domainKey(name), call))
          return [name, await cache.get(name, call, read)] as const
        }),
      )
      return new Map(listed.flatMap(([name, item]) => (item === undefined ? [] : [[name, item]])))
    },
  }
}

/** Whether the table lists the domain itself, or a parent together with its sub-domains. */
function isInTable(listed: ListedDomains | undefined, domain: string, named: ListedDomain['list']): boolean {
  if (listed === undefined) return false
  return [...listed].some(([name, item]) => item.list === named && (name === domain || item.subdomains))
}
