/** Confirmed at once, for a reason. */
import { suiteInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { suiteRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { signUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { suiteTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { cognitoUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { confirmAndVerify } from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'
import { defineProvisioningWorker } from '../../../triggers/provisioning-worker/config.ts'

export { preTokenGeneration } from '../../suites/shipped.ts'

const invitation = invitationFact({ table: suiteTable })

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      confirmAndVerify({
        trust: { invitations: { invitation, records: signUpRecords }, providers: ['Google'] },
        email: 'where-proven',
      }),
    ],
  })

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [consumeInvitation({ invitations: suiteInvitations, when: 'inline' })],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
  })
