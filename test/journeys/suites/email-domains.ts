/** Who may sign up, by e-mail domain: lists in the configuration. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      emailDomains({
        allow: ['example.com', 'xn--bcher-kva.example'],
        subdomains: { allow: true },
        deny: ['contractors.example.com'],
      }),
    ],
  })
