/** No disposable addresses. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { disposableEmail } from '../../../triggers/pre-sign-up/rules/disposable-email.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [disposableEmail({ except: ['partner.example'], also: ['burner.example'] })],
  })
