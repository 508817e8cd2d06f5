/** Denies or allows by the domain of the e-mail address. */
import { emailDomainNotAllowed, emailInvalid } from '../../core/denial-catalogue.ts'
import {
  createEmailDomainPolicy,
  type EmailDomainPolicyOptions,
  emailDomainPolicyChecks,
  type ListedDomains,
} from '../../facts/email-domain-policy.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { preSignUpSourceList } from '../../events/source-lists.ts'
import type { PreSignUpSource } from '../../events/sources.ts'
import { isWithoutEmail, missingEmail } from '../missing-email.ts'
import { defineRule, type PreSignUpRule } from '../rule.ts'

export interface EmailDomainsOptions extends EmailDomainPolicyOptions {
  /** Default `['PreSignUp_SignUp', 'PreSignUp_ExternalProvider']`: an administrator's choice is not checked. */
  readonly sources?: readonly PreSignUpSource[]
}

const denials = { refused: emailDomainNotAllowed, invalid: emailInvalid }

/** An address without a valid domain is denied by code. It never passes and never throws. When only `deny` is listed, a
 * user whose provider gives no address passes.
 * @throws TypeError when a listed domain is not a lower-case host name, or nothing is listed. */
export function emailDomains(options: EmailDomainsOptions): PreSignUpRule {
  check: checkOptions<EmailDomainsOptions>('emailDomains', options, {
    ...emailDomainPolicyChecks(),
    sources: optional(preSignUpSourceList),
  })
  const { fact, judge, isOpen } = createEmailDomainPolicy('emailDomains', options)
  return defineRule<ListedDomains>({
    name: options.name ?? 'email-domains',
    sources: options.sources ?? ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
    ...(fact === undefined ? {} : { fact }),
    decide({ event, fact: listed }) {
      const verdict = judge(event, listed)
      if (verdict === 'allowed' || (isOpen && isWithoutEmail(event))) return { kind: 'pass' }
      return { kind: 'deny', denial: verdict === 'missing' ? missingEmail(event) : denials[verdict] }
    },
  })
}
