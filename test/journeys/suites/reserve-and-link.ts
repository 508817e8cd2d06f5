/** One account per mailbox, and one person with two ways to sign in. */
import { suiteInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { suiteRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { signUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { suiteTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { linkingDirectory } from '../../../triggers/adapters/user-directory-https.ts'
import { cognitoUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { keepReservation } from '../../../triggers/post-confirmation/effects/keep-reservation.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { linkAccounts } from '../../../triggers/pre-sign-up/rules/link-accounts.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { defineProvisioningWorker } from '../../../triggers/provisioning-worker/config.ts'

export { preTokenGeneration } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      linkAccounts({
        directory: linkingDirectory,
        providersThatVerifyEmail: ['Google'],
        otherProviders: ['Okta'],
        whenNobodyHasTheAddress: 'leave-alone',
        whenNotSafe: 'leave-alone',
        onFailure: 'refuse',
      }),
      oneAccountPerAddress({
        reservations: signUpRecords,
        onFailure: 'deny',
        sources: ['PreSignUp_SignUp', 'PreSignUp_ExternalProvider'],
      }),
    ],
  })

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [keepReservation({ reservations: suiteInvitations, federated: 'keep' })],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
  })
