/** What people must bring along. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { attributes } from '../../../triggers/pre-sign-up/rules/attributes.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      attributes({
        check: {
          name: { required: true, maxLength: 100 },
          'custom:plan': { oneOf: ['free', 'pro'] },
          'custom:staff_no': { pattern: /^[A-Z]{2}-[0-9]{4}$/ },
        },
        notAccepted: ['custom:role', 'custom:tenant'],
        minimumAge: 16,
        terms: { versions: ['2026-01'] },
      }),
    ],
  })
