/** By invitation only. The rule confirms an invited user at once, and the user gets tenant and groups. */
import { suiteInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { suiteRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { signUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { suiteTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { cognitoUserDirectory } from '../../../triggers/adapters/user-directory-cognito.ts'
import { cognitoUserList } from '../../../triggers/adapters/user-list-cognito.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { consumeInvitation } from '../../../triggers/post-confirmation/effects/consume-invitation.ts'
import { invitedGroups } from '../../../triggers/post-confirmation/effects/invited-groups.ts'
import { tenantMembership } from '../../../triggers/post-confirmation/effects/tenant-membership.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { defineProvisioningWorker } from '../../../triggers/provisioning-worker/config.ts'

const invitation = invitationFact({ table: suiteTable })

export const preSignUp = () =>
  definePreSignUp({
    rules: [signUpMode({ mode: 'invite-only', invitation, records: signUpRecords })],
  })

export const preTokenGeneration = () => definePreTokenGeneration({ claims: [tenant({ table: suiteTable })] })

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [
      tenantMembership({ invitations: suiteInvitations, memberships: suiteInvitations, roles: ['reader'] }),
      invitedGroups({ invitations: suiteInvitations, directory: cognitoUserDirectory, allowed: ['editors'] }),
      consumeInvitation({ invitations: suiteInvitations }),
    ],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
  })
