/** Refuses sign-ins through some app clients. */
import { appClientNotAllowed } from '../../core/denial-catalogue.ts'
import { type AppClientChoice, appClientChoice, isMeant } from '../../domain/app-client-choice.ts'
import { preAuthenticationSources } from '../../events/sources.ts'
import type { PreAuthenticationRule } from '../rule.ts'

/** The app clients through which people may sign in: these, or all but these, by id. A sign-in for an app client that
 * the event does not name is refused. */
export function signInClients(options: AppClientChoice): PreAuthenticationRule {
  check: appClientChoice.test(options, { member: 'signInClients', path: '' })
  return {
    name: 'sign-in-clients',
    sources: preAuthenticationSources,
    isAboutUser: false,
    decide({ event: { clientId } }) {
      const isAllowed = clientId !== undefined && isMeant(options, clientId)
      return isAllowed ? { kind: 'pass' } : { kind: 'deny', denial: appClientNotAllowed }
    },
  }
}
