/** The denial for a person without an e-mail address, where a rule needs one. */
import { emailRequired, providerNotAllowed } from '../core/denial-catalogue.ts'
import type { Denial } from '../core/denials.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'

/** A user of a provider has no field for an address. */
export function missingEmail({ source }: PreSignUpEvent): Denial {
  return source === 'PreSignUp_ExternalProvider' ? providerNotAllowed : emailRequired
}

/** Whether a denylist does not apply: a provider's statement that there is no address counts. A person who signs up at
 * the pool could leave the address out to evade the list, and add it later. */
export function isWithoutEmail({ source, userAttributes }: PreSignUpEvent): boolean {
  return source === 'PreSignUp_ExternalProvider' && (userAttributes.get('email') ?? '') === ''
}
