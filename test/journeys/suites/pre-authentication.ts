/** Who may try to sign in. */
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { definePreAuthentication } from '../../../triggers/pre-authentication/rule.ts'
import { maintenanceMode } from '../../../triggers/pre-authentication/rules/maintenance-mode.ts'
import { signInClients } from '../../../triggers/pre-authentication/rules/sign-in-clients.ts'
import { signInDomains } from '../../../triggers/pre-authentication/rules/sign-in-domains.ts'
import { suspendedUsers } from '../../../triggers/pre-authentication/rules/suspended-users.ts'

export { postConfirmation, preSignUp, preTokenGeneration, provisioningWorker } from '../../suites/shipped.ts'

export const preAuthentication = () =>
  definePreAuthentication({
    rules: [
      signInClients({ except: ['2example23456789abcdefghijk'] }),
      maintenanceMode({ table: suiteTable }),
      signInDomains({ deny: ['left.example'] }),
      suspendedUsers({ from: { table: suiteTable, itemAttribute: 'suspended' } }),
    ],
  })
