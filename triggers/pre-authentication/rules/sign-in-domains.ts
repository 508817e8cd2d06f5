/** Refuses sign-ins of users whose address has a domain that may not sign up, or may not any more. */
import { emailDomainNoLongerAllowed } from '../../core/denial-catalogue.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { type AppClientChoice, appClientChoice } from '../../domain/app-client-choice.ts'
import { readEmailDomain } from '../../domain/email-domain.ts'
import type { PreAuthenticationEvent } from '../../events/pre-authentication.ts'
import { preAuthenticationSources } from '../../events/sources.ts'
import {
  createEmailDomainPolicy,
  type EmailDomainPolicyOptions,
  emailDomainPolicyChecks,
  type ListedDomains,
} from '../../facts/email-domain-policy.ts'
import { defineRule, type PreAuthenticationRule } from '../rule.ts'

export interface SignInDomainsOptions extends EmailDomainPolicyOptions {
  /** The app clients whose sign-ins are refused. Default all. */
  readonly appClients?: AppClientChoice
}

/** Applies the lists of `emailDomains` to every sign-in. When only `deny` is listed, a user without an address passes,
 * but a user with an empty address does not.
 * @throws TypeError when a listed domain is not a lower-case host name, or nothing is listed. */
export function signInDomains(options: SignInDomainsOptions): PreAuthenticationRule {
  check: checkOptions<SignInDomainsOptions>('signInDomains', options, {
    ...emailDomainPolicyChecks(),
    appClients: optional(appClientChoice),
  })
  const { fact, judge, isOpen } = createEmailDomainPolicy('signInDomains', options)
  return defineRule<ListedDomains>({
    name: options.name ?? 'sign-in-domains',
    sources: preAuthenticationSources,
    ...(options.appClients !== undefined && { appClients: options.appClients }),
    isAboutUser: true,
    ...(fact !== undefined && { fact: { ...fact, run: (event, call) => fact.run(addressed(event), call) } }),
    decide({ event, fact: listed }) {
      const verdict = judge(event, listed)
      const isWithout = event.sub !== undefined && !event.userAttributes.has('email')
      const isLetIn = verdict === 'allowed' || (isOpen && isWithout)
      return isLetIn ? { kind: 'pass' } : { kind: 'deny', denial: emailDomainNoLongerAllowed }
    },
  })
}

/** The event with an address whose domain can be looked up: the user's, else the name that the person typed, else one that
 * nobody has (`.invalid`, RFC 2606). Without it only users with an address would wait for the table. */
function addressed({ sub, userName, userAttributes }: PreAuthenticationEvent) {
  const email = [userAttributes.get('email'), userName].find(
    (address) => readEmailDomain(address) !== undefined,
  )
  return { userAttributes: new Map([['email', email ?? `nobody@${sub}.invalid`]]) }
}
