/** Only customers of the team's own system, which the suite knows nothing of, sign up. */
import { ownService } from '../../../triggers/adapters/own-service.ts'
import { parameterSecret } from '../../../triggers/adapters/secret-https.ts'
import { temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Denial } from '../../../triggers/core/denials.ts'
import { defineRule } from '../../../triggers/pre-sign-up/rule.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

const notACustomer: Denial = {
  code: 'not_a_customer',
  texts: { en: 'This address is not known to us' },
  reason: 'the CRM has no customer of that address',
}

function customersOnly() {
  const crm = ownService({
    name: 'crm',
    origin: 'https://crm.example.com',
    secret: parameterSecret('/crm/key'),
  })
  return defineRule({
    name: 'customers-only',
    sources: ['PreSignUp_SignUp'],
    fact: {
      name: 'customer',
      dependency: crm,
      actions: crm.actions,
      budgetMs: 1_000,
      attempts: 2,
      onFailure: { kind: 'deny', denial: temporarilyUnavailable },
      async run({ userAttributes }, call) {
        const email = encodeURIComponent(userAttributes.get('email') ?? '')
        return (await crm.ask(`/customers/${email}`, call)) !== undefined
      },
    },
    decide: ({ fact }) => (fact === true ? { kind: 'pass' } : { kind: 'deny', denial: notACustomer }),
  })
}

export const preSignUp = () => definePreSignUp({ rules: [customersOnly()] })
