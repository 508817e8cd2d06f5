/** Refuses tokens to users whose e-mail address is not verified. */
import { emailNotVerified } from '../../core/denial-catalogue.ts'
import { readEmailDomain } from '../../domain/email-domain.ts'
import { isTrue } from '../../domain/is-true.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { appClientChoice, type ForAppClients } from '../../domain/app-client-choice.ts'

export type RequireVerifiedEmailOptions = ForAppClients

/** A missing or invalid address counts as not verified. */
export function requireVerifiedEmail(options: RequireVerifiedEmailOptions = {}): ClaimSource {
  check: checkOptions<RequireVerifiedEmailOptions>('requireVerifiedEmail', options, {
    appClients: optional(appClientChoice),
  })
  return {
    name: 'require-verified-email',
    sources: userSources,
    ...options,
    claimNames: [],
    contribute({ event: { userAttributes } }) {
      const hasEmail = readEmailDomain(userAttributes.get('email')) !== undefined
      const isVerified = isTrue(userAttributes.get('email_verified'))
      return hasEmail && isVerified ? {} : { denial: emailNotVerified }
    },
  }
}
