/** Refuses addresses that several people read, such as sales@: an account belongs to one person. A rule of your own. */
import type { Denial } from '@cognito-trigger-suite/triggers/core/denials'
import type { PreSignUpRule } from '@cognito-trigger-suite/triggers/pre-sign-up/rule'

/** What the person reads. The code never changes, since apps and dashboards know it. */
const sharedAddress: Denial = {
  code: 'shared_address',
  texts: {
    en: 'Sign up with an address that only you read',
    de: 'Registrieren Sie sich mit einer Adresse, die nur Sie lesen',
  },
  reason: 'the address is one of a team',
}

const teams = new Set(['info', 'office', 'sales', 'support'])

export const personalAddresses: PreSignUpRule = {
  name: 'personal-addresses',
  sources: ['PreSignUp_SignUp'],
  decide: ({ event }) => {
    const [name = ''] = (event.userAttributes.get('email') ?? '').toLowerCase().split('@')
    return teams.has(name) ? { kind: 'deny', denial: sharedAddress } : { kind: 'pass' }
  },
}
