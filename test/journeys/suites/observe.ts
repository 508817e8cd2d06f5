/** A rule on trial beside one that counts. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { observe } from '../../../triggers/pre-sign-up/observe.ts'
import { disposableEmail } from '../../../triggers/pre-sign-up/rules/disposable-email.ts'
import { emailDomains } from '../../../triggers/pre-sign-up/rules/email-domains.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [emailDomains({ deny: ['blocked.example'] }), observe(disposableEmail())],
    observeMs: 100,
  })
