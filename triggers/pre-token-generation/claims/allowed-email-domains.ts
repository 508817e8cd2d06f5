/** Refuses tokens to users whose address has a domain that may not sign up, or no longer may. */
import { emailDomainNoLongerAllowed } from '../../core/denial-catalogue.ts'
import {
  createEmailDomainPolicy,
  type EmailDomainPolicyOptions,
  emailDomainPolicyChecks,
  type ListedDomains,
} from '../../facts/email-domain-policy.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { type ClaimSource, defineSource, userSources } from '../claim-source.ts'
import { appClientChoice, type ForAppClients } from '../../domain/app-client-choice.ts'

export type AllowedEmailDomainsOptions = EmailDomainPolicyOptions & ForAppClients

/** Applies the lists of `emailDomains` to every token, since an address may have changed after the sign-up, and a
 * domain may have been listed since then. When only `deny` is listed, a user without an address passes, but a user
 * with an empty address does not. */
export function allowedEmailDomains(options: AllowedEmailDomainsOptions): ClaimSource {
  check: checkOptions<AllowedEmailDomainsOptions>('allowedEmailDomains', options, {
    ...emailDomainPolicyChecks(),
    appClients: optional(appClientChoice),
  })
  const { fact, judge, isOpen } = createEmailDomainPolicy('allowedEmailDomains', options)
  return defineSource<ListedDomains>({
    name: options.name ?? 'allowed-email-domains',
    sources: userSources,
    ...(options.appClients === undefined ? {} : { appClients: options.appClients }),
    claimNames: [],
    ...(fact === undefined ? {} : { fact }),
    contribute({ event, fact: listed }) {
      const verdict = judge(event, listed)
      const isWithout = event.sub !== undefined && !event.userAttributes.has('email')
      const isLetIn = verdict === 'allowed' || (isOpen && isWithout)
      return isLetIn ? {} : { denial: emailDomainNoLongerAllowed }
    },
  })
}
