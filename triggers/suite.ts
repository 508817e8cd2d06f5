/** The one file that a team edits: which rules, claims and effects each trigger has, and with which parameters. Each
 * trigger's part is a function, so that its bundle holds only that part. */
import { sesMailer } from './adapters/mailer-ses.ts'
import { eventBridgeBus } from './adapters/event-bus-eventbridge.ts'
import { cognitoUserDirectory } from './adapters/user-directory-cognito.ts'
import { suiteRecordIndex } from './adapters/record-index-dynamodb.ts'
import { suiteTableWriter } from './adapters/suite-table-dynamodb.ts'
import { suiteTableLightWriter } from './adapters/suite-table-https-writer.ts'
import { suiteTable } from './adapters/suite-table-https.ts'
import { cognitoUserList } from './adapters/user-list-cognito.ts'
import { definePostConfirmation } from './post-confirmation/define.ts'
import { defaultGroup } from './post-confirmation/effects/default-group.ts'
import { profile } from './post-confirmation/effects/profile.ts'
import { starterEntitlements } from './post-confirmation/effects/starter-entitlements.ts'
import { userConfirmedEvent } from './post-confirmation/effects/user-confirmed-event.ts'
import { welcomeMail } from './post-confirmation/effects/welcome-mail.ts'
import { welcomeTemplates } from './post-confirmation/welcome-templates.ts'
import { definePreSignUp } from './pre-sign-up/define.ts'
import { emailDomains } from './pre-sign-up/rules/email-domains.ts'
import { definePreTokenGeneration } from './pre-token-generation/define.ts'
import { ensureProvisioned } from './pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from './pre-token-generation/claims/entitlements.ts'
import { permissionsFromGroups } from './pre-token-generation/claims/permissions-from-groups.ts'
import { defineProvisioningWorker } from './provisioning-worker/config.ts'

export const preSignUp = () =>
  definePreSignUp({
    rules: [emailDomains({ deny: ['blocked.example'] })],
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
