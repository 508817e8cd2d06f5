/** Who may sign up, by e-mail domain: lists in the table. */
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      emailDomains({
        allow: [],
        table: { reader: suiteTable, onFailure: 'deny', maxAgeMs: 60_000, staleForMs: 3_600_000 },
      }),
    ],
  })
