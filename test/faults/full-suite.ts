/** A suite with every effect of post confirmation, for tests against the bundles. */
import { sesMailer } from '../../triggers/adapters/mailer-ses.ts'
import { eventBridgeBus } from '../../triggers/adapters/event-bus-eventbridge.ts'
import { standardWebhookSender } from '../../triggers/adapters/webhook-standard.ts'
import { suiteInvitations } from '../../triggers/adapters/invitations-dynamodb.ts'
import { suiteRecordIndex } from '../../triggers/adapters/record-index-dynamodb.ts'
import { suiteTableWriter } from '../../triggers/adapters/suite-table-dynamodb.ts'
import { cognitoUserDirectory } from '../../triggers/adapters/user-directory-cognito.ts'
import { cognitoUserList } from '../../triggers/adapters/user-list-cognito.ts'
import { definePostConfirmation } from '../../triggers/post-confirmation/define.ts'
import { consumeInvitation } from '../../triggers/post-confirmation/effects/consume-invitation.ts'
import { defaultGroup } from '../../triggers/post-confirmation/effects/default-group.ts'
import { invitedGroups } from '../../triggers/post-confirmation/effects/invited-groups.ts'
import { keepReservation } from '../../triggers/post-confirmation/effects/keep-reservation.ts'
import { profile } from '../../triggers/post-confirmation/effects/profile.ts'
import { starterEntitlements } from '../../triggers/post-confirmation/effects/starter-entitlements.ts'
import { tenantMembership } from '../../triggers/post-confirmation/effects/tenant-membership.ts'
import { userConfirmedEvent } from '../../triggers/post-confirmation/effects/user-confirmed-event.ts'
import { webhook } from '../../triggers/post-confirmation/effects/webhook.ts'
import { welcomeMail } from '../../triggers/post-confirmation/effects/welcome-mail.ts'
import { welcomeTemplates } from '../../triggers/post-confirmation/welcome-templates.ts'
import { defineProvisioningWorker } from '../../triggers/provisioning-worker/config.ts'

export { preSignUp, preTokenGeneration } from '../suites/shipped.ts'

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [
      defaultGroup({ directory: cognitoUserDirectory, group: 'members' }),
      profile({ table: suiteTableWriter, attributes: ['email', 'name'] }),
      starterEntitlements({ table: suiteTableWriter, entitlements: { plan: 'free' } }),
      tenantMembership({ invitations: suiteInvitations, memberships: suiteInvitations, roles: ['reader'] }),
      consumeInvitation({ invitations: suiteInvitations }),
      invitedGroups({ invitations: suiteInvitations, directory: cognitoUserDirectory, allowed: ['members'] }),
      keepReservation({ reservations: suiteInvitations }),
      userConfirmedEvent({
        bus: eventBridgeBus,
      }),
      webhook({
        sender: standardWebhookSender,
        url: 'https://hooks.example.com/users',
      }),
      welcomeMail({
        mailer: sesMailer,
        from: 'welcome@example.com',
        templates: welcomeTemplates,
      }),
    ],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
    adminWritesPerSecond: 25,
  })
