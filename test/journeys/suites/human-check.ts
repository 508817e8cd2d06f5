/** People, not programs. */
import { siteverify } from '../../../triggers/adapters/human-verifier-siteverify.ts'
import { parameterSecret } from '../../../triggers/adapters/secret-https.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { humanCheck } from '../../../triggers/pre-sign-up/rules/human-check.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      humanCheck({
        verifier: siteverify({ service: 'turnstile', secret: parameterSecret('/suite/turnstile-secret') }),
        onFailure: 'deny',
        hostnames: ['app.example.com'],
        action: 'sign-up',
      }),
    ],
  })
