/** Denies or allows by the domain of the e-mail address. */
import { emailDomainNotAllowed, emailInvalid, emailRequired } from '../../core/denial-catalogue.ts'
import { readEmailDomain } from '../../core/email-domain.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import type { PreSignUpRule } from '../rule.ts'

export interface EmailDomainsOptions {
  /** Only these domains may sign up. Lower-case host names; international ones in their `xn--` form. Default: all. */
  readonly allow?: readonly string[]
  /** These domains may not, even when `allow` names them. Default: none. */
  readonly deny?: readonly string[]
  /** Whether a listed domain stands for its sub-domains too. Default: `deny` yes, `allow` no. */
  readonly subdomains?: { readonly allow?: boolean; readonly deny?: boolean }
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`: an administrator's word counts. */
  readonly sources?: readonly PreSignUpSource[]
}

/** An address without a valid domain is denied by code; it never passes and never throws.
 * @throws TypeError when a listed domain is not a lower-case host name, or no list is given. */
export function emailDomains(options: EmailDomainsOptions): PreSignUpRule {
  const allow = options.allow === undefined ? undefined : readList('allow', options.allow)
  const deny = readList('deny', options.deny ?? [])
  if (allow === undefined && deny.size === 0)
    throw new TypeError('emailDomains: give allow or deny at least one domain, or remove the rule')
  const subdomains = { allow: false, deny: true, ...options.subdomains }

  return {
    name: 'email-domains',
    sources: options.sources ?? ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    decide({ event }) {
      const email = event.userAttributes.get('email')
      if (email === undefined || email === '') return { kind: 'deny', denial: emailRequired }
      const domain = readEmailDomain(email)
      if (domain === undefined) return { kind: 'deny', denial: emailInvalid }
      const isDenied = isListed(domain, deny, subdomains.deny)
      const isAllowed = allow === undefined || isListed(domain, allow, subdomains.allow)
      return isDenied || !isAllowed ? { kind: 'deny', denial: emailDomainNotAllowed } : { kind: 'pass' }
    },
  }
}

/** Compares whole labels, so that `evil-example.com` is not `example.com`. */
function isListed(domain: string, list: ReadonlySet<string>, withSubdomains: boolean): boolean {
  if (list.has(domain)) return true
  if (!withSubdomains) return false
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
    if (list.has(domain.slice(dot + 1))) return true
  }
  return false
}

function readList(name: string, domains: readonly string[]): ReadonlySet<string> {
  for (const domain of domains) {
    if (readEmailDomain(`x@${domain}`) !== domain)
      throw new TypeError(
        `emailDomains: ${name} holds '${domain}', which is not a lower-case ASCII host name`,
      )
  }
  return new Set(domains)
}
