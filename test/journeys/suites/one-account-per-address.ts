/** One account per mailbox, kept when it is confirmed. */
import { suiteInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { signUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { suiteRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { suiteTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { cognitoUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { keepReservation } from '../../../triggers/post-confirmation/effects/keep-reservation.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { defineProvisioningWorker } from '../../../triggers/provisioning-worker/config.ts'

export { preTokenGeneration } from '../../suites/shipped.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [oneAccountPerAddress({ reservations: signUpRecords, onFailure: 'deny' })],
  })

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [keepReservation({ reservations: suiteInvitations })],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
  })
