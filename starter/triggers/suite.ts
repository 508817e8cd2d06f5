/** The one file that a team edits: which rules, claims and effects each trigger has, and with which parameters. Each
 * trigger's part is a function, so that its bundle holds only that part. */
import { sesMailer } from '@cognito-trigger-suite/triggers/adapters/mailer-ses'
import { eventBridgeBus } from '@cognito-trigger-suite/triggers/adapters/event-bus-eventbridge'
import { cognitoUserDirectory } from '@cognito-trigger-suite/triggers/adapters/user-directory-cognito'
import { suiteRecordIndex } from '@cognito-trigger-suite/triggers/adapters/record-index-dynamodb'
import { suiteTableWriter } from '@cognito-trigger-suite/triggers/adapters/suite-table-dynamodb'
import { suiteTableLightWriter } from '@cognito-trigger-suite/triggers/adapters/suite-table-https-writer'
import { suiteTable } from '@cognito-trigger-suite/triggers/adapters/suite-table-https'
import { cognitoUserList } from '@cognito-trigger-suite/triggers/adapters/user-list-cognito'
import { definePostConfirmation } from '@cognito-trigger-suite/triggers/post-confirmation/define'
import { defaultGroup } from '@cognito-trigger-suite/triggers/post-confirmation/effects/default-group'
import { profile } from '@cognito-trigger-suite/triggers/post-confirmation/effects/profile'
import { starterEntitlements } from '@cognito-trigger-suite/triggers/post-confirmation/effects/starter-entitlements'
import { userConfirmedEvent } from '@cognito-trigger-suite/triggers/post-confirmation/effects/user-confirmed-event'
import { welcomeMail } from '@cognito-trigger-suite/triggers/post-confirmation/effects/welcome-mail'
import { welcomeTemplates } from '@cognito-trigger-suite/triggers/post-confirmation/welcome-templates'
import { definePreSignUp } from '@cognito-trigger-suite/triggers/pre-sign-up/define'
import { emailDomains } from '@cognito-trigger-suite/triggers/pre-sign-up/rules/email-domains'
import { definePreTokenGeneration } from '@cognito-trigger-suite/triggers/pre-token-generation/define'
import { ensureProvisioned } from '@cognito-trigger-suite/triggers/pre-token-generation/claims/ensure-provisioned'
import { entitlements } from '@cognito-trigger-suite/triggers/pre-token-generation/claims/entitlements'
import { permissionsFromGroups } from '@cognito-trigger-suite/triggers/pre-token-generation/claims/permissions-from-groups'
import { defineProvisioningWorker } from '@cognito-trigger-suite/triggers/provisioning-worker/config'
import { personalAddresses } from './rules/personal-addresses.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [emailDomains({ deny: ['blocked.example'] }), personalAddresses],
  })

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    expectedVersion: '2',
    claims: [
      permissionsFromGroups({
        groups: {
          members: ['articles:read'],
          editors: ['articles:read', 'articles:write'],
        },
      }),
      entitlements({ table: suiteTable, claims: { plan: 'plan' } }),
      ensureProvisioned({ table: suiteTable, handover: suiteTableLightWriter }),
    ],
  })

export const postConfirmation = () =>
  definePostConfirmation({
    ledger: suiteTableWriter,
    effects: [
      defaultGroup({ directory: cognitoUserDirectory, group: 'members' }),
      profile({ table: suiteTableWriter, attributes: ['email', 'name', 'locale'] }),
      starterEntitlements({ table: suiteTableWriter, entitlements: { plan: 'free' } }),
      userConfirmedEvent({
        bus: eventBridgeBus,
      }),
      welcomeMail({
        mailer: sesMailer,
        from: 'Example <welcome@example.com>',
        templates: welcomeTemplates,
      }),
    ],
  })

export const provisioningWorker = () =>
  defineProvisioningWorker({
    postConfirmation: postConfirmation(),
    index: suiteRecordIndex,
    users: cognitoUserList,
  })
