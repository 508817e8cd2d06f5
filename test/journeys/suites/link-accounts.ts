/** One person, two ways to sign in. */
import { linkingDirectory } from '../../../triggers/adapters/user-directory-https.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { linkAccounts } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      linkAccounts({
        directory: linkingDirectory,
        providersThatVerifyEmail: ['Google'],
        otherProviders: ['Okta'],
        whenNobodyHasTheAddress: 'leave-alone',
        whenNotSafe: 'refuse',
        onFailure: 'refuse',
      }),
    ],
  })
