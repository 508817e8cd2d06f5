/** Denies or allows by the domain of the e-mail address. */
import { type Clock, systemClock } from '../../core/deadline.ts'
import {
  emailDomainNotAllowed,
  emailInvalid,
  emailRequired,
  temporarilyUnavailable,
} from '../../core/denial-catalogue.ts'
import { readEmailDomain } from '../../core/email-domain.ts'
import {
  domainKey,
  isListed,
  listableDomains,
  type ListedDomain,
  readListedDomain,
} from '../../core/email-domain-list.ts'
import { checkOptions, optional, shape } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { emailDomain } from '../../core/options/host-name.ts'
import { clock as clockCheck } from '../../core/options/port.ts'
import { tableReader } from '../../core/options/ports.ts'
import { preSignUpSourceList } from '../../core/options/sources.ts'
import { stepBudget } from '../../core/options/step.ts'
import { flag, oneOf, whole } from '../../core/options/values.ts'
import type { TableReader } from '../../core/suite-table.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { createFactCache } from '../fact-cache.ts'
import type { PreSignUpRule } from '../rule.ts'

export interface EmailDomainsOptions {
  /** Only these domains may sign up, and those that the table allows. Lower-case host names; international ones in
   * their `xn--` form. May be empty with a table. Default: all. */
  readonly allow?: readonly string[]
  /** These domains may not, even when `allow` names them. Default: none. */
  readonly deny?: readonly string[]
  /** Whether a domain listed here stands for its sub-domains too. Default: `deny` yes, `allow` no. An item of the table
   * says it for itself. */
  readonly subdomains?: { readonly allow?: boolean; readonly deny?: boolean }
  /** Domains that change without a deployment. Default: none. */
  readonly table?: DomainTableOptions
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`: an administrator's word counts. */
  readonly sources?: readonly PreSignUpSource[]
}

const listsAlone = 'use the lists of the configuration alone'

export interface DomainTableOptions {
  readonly reader: TableReader
  /** When the table does not answer and nothing is kept: deny, or go by `allow` and `deny` alone. */
  readonly onFailure: 'deny' | typeof listsAlone
  /** How long an answer is kept in the sandbox, in milliseconds; 0 to 3,600,000, default 60,000. */
  readonly maxAgeMs?: number
  /** How much longer a kept answer is taken while the table does not answer, in milliseconds. Default 0: never. */
  readonly staleForMs?: number
  /** 1 to 4,000, default 800. */
  readonly budgetMs?: number
  /** Default: the process's clock. */
  readonly clock?: Clock
}

/** What the table says of the domain and of its parents, by name. */
type ListedDomains = ReadonlyMap<string, ListedDomain>

/** Domains whose answer is kept, at most. */
const maxKeptDomains = 1_000
const owner = 'emailDomains'

/** An address without a valid domain is denied by code; it never passes and never throws.
 * @throws TypeError when a listed domain is not a lower-case host name, or nothing is listed. */
export function emailDomains(options: EmailDomainsOptions): PreSignUpRule<ListedDomains> {
  check: checkOptions<EmailDomainsOptions>(owner, options, {
    allow: optional(list(emailDomain, 0)),
    deny: optional(list(emailDomain, 0)),
    subdomains: optional(
      shape<NonNullable<EmailDomainsOptions['subdomains']>>({ allow: optional(flag), deny: optional(flag) }),
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
    sources: optional(preSignUpSourceList),
  })
  const { table } = options
  const allow = options.allow === undefined ? undefined : new Set(options.allow)
  const deny = new Set(options.deny)
  check: if (table === undefined && deny.size === 0 && (allow === undefined || allow.size === 0))
    throw new TypeError(`${owner}: give allow or deny at least one domain, or remove the rule`)
  const subdomains = { allow: false, deny: true, ...options.subdomains }

  return {
    name: 'email-domains',
    sources: options.sources ?? ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    ...(table === undefined ? {} : { fact: listedDomainsFact(table) }),
    decide({ event, fact }) {
      const email = event.userAttributes.get('email')
      if (email === undefined || email === '') return { kind: 'deny', denial: emailRequired }
      const domain = readEmailDomain(email)
      if (domain === undefined) return { kind: 'deny', denial: emailInvalid }
      const isDenied = isListed(domain, deny, subdomains.deny) || isInTable(fact, domain, 'deny')
      const isAllowed =
        allow === undefined || isListed(domain, allow, subdomains.allow) || isInTable(fact, domain, 'allow')
      return isDenied || !isAllowed ? { kind: 'deny', denial: emailDomainNotAllowed } : { kind: 'pass' }
    },
  }
}

function listedDomainsFact(options: DomainTableOptions): NonNullable<PreSignUpRule<ListedDomains>['fact']> {
  const { reader, maxAgeMs = 60_000, staleForMs = 0, budgetMs = 800, clock = systemClock } = options
  const cache = createFactCache<ListedDomain | undefined>({
    maxAgeMs,
    staleForMs,
    maxEntries: maxKeptDomains,
    clock,
  })
  return {
    name: 'listed-domains',
    dependency: reader,
    actions: ['dynamodb:GetItem'],
    budgetMs,
    attempts: 2,
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
