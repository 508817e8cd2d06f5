/** What is said to whoever has no e-mail address where a rule needs one. */
import { emailRequired, providerNotAllowed } from '../core/denial-catalogue.ts'
import type { Denial } from '../core/denials.ts'
import type { PreSignUpEvent } from '../events/pre-sign-up.ts'

/** Who comes from a provider has no field to enter an address in. */
export function missingEmail({ source }: PreSignUpEvent): Denial {
  return source === 'PreSignUp_ExternalProvider' ? providerNotAllowed : emailRequired
}

/** Whether a list of what is denied has nothing to say: a provider's word that there is no address counts. A person who
 * signs up at the pool could leave it out to evade the list, and add it later. */
export function isWithoutEmail({ source, userAttributes }: PreSignUpEvent): boolean {
  return source === 'PreSignUp_ExternalProvider' && (userAttributes.get('email') ?? '') === ''
}
