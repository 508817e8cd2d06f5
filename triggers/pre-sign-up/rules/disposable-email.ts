/** Denies addresses at domains that give out mailboxes for a few minutes. */
import { emailDisposable, emailInvalid } from '../../core/denial-catalogue.ts'
import { domainAndParents, readEmailDomain } from '../../domain/email-domain.ts'
import { isListed } from '../../domain/email-domain-list.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { emailDomain } from '../../domain/host-name.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { disposableDomains } from '../disposable-domains.ts'
import { isWithoutEmail, missingEmail } from '../missing-email.ts'
import type { PreSignUpRule } from '../rule.ts'

export interface DisposableEmailOptions {
  /** Domains that pass, with their sub-domains, although they or a parent are on the list. Default: none. */
  readonly except?: readonly string[]
  /** Further domains to refuse, with their sub-domains. Default: none. */
  readonly also?: readonly string[]
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`. */
  readonly sources?: readonly PreSignUpSource[]
}

/** The list is exact and is part of the bundle: it needs no call and has no false match.
 * @throws TypeError when a domain is not a lower-case host name. */
export function disposableEmail(options: DisposableEmailOptions = {}): PreSignUpRule {
  check: checkOptions<DisposableEmailOptions>('disposableEmail', options, {
    except: optional(list(emailDomain, 0)),
    also: optional(list(emailDomain, 0)),
    sources: optional(preSignUpSourceList),
  })
  const except = new Set(options.except)
  const lines = disposableDomains.split('\n')
  const also = new Set(options.also)
  return {
    name: 'disposable-email',
    sources: options.sources ?? ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    decide({ event }) {
      const email = event.userAttributes.get('email')
      if (isWithoutEmail(event)) return { kind: 'pass' }
      if (email === undefined || email === '') return { kind: 'deny', denial: missingEmail(event) }
      const domain = readEmailDomain(email)
      if (domain === undefined) return { kind: 'deny', denial: emailInvalid }
      if (isListed(domain, except, true)) return { kind: 'pass' }
      return isListed(domain, also, true) ||
        domainAndParents(domain).some((name) => isDisposable(name, lines))
        ? { kind: 'deny', denial: emailDisposable }
        : { kind: 'pass' }
    },
  }
}

/** Looks for `,name,` in the line of the domain's last label: `com:,first,second,`. */
function isDisposable(domain: string, lines: readonly string[]): boolean {
  const dot = domain.lastIndexOf('.')
  const line = lines.find((each) => each.startsWith(`${domain.slice(dot + 1)}:`))
  return line !== undefined && line.includes(`,${domain.slice(0, dot)},`)
}
