/** Which callers may create users. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { callers } from '../../../triggers/pre-sign-up/rules/callers.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      callers({
        sources: ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
        apps: ['1example23456789abcdefghijk'],
        providers: ['Google', 'Okta-EU'],
        otherProviders: ['Okta-US'],
      }),
    ],
  })
