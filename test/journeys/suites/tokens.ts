/** Claims of people and of machines, from groups and from the table. */
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { suiteTableLightWriter } from '../../../triggers/adapters/suite-table-https-writer.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { machineClients } from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'

export { postConfirmation, preSignUp, provisioningWorker } from '../../suites/shipped.ts'

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    expectedVersion: '3',
    claims: [
      permissionsFromGroups({
        groups: { members: ['articles:read'], editors: ['articles:read', 'articles:write'] },
      }),
      scopesFromPermissions({
        scopes: { 'articles:read': ['api/read'], 'articles:write': ['api/write'] },
        clients: { '*': ['api/read', 'api/write'] },
      }),
      entitlements({
        table: suiteTable,
        claims: { plan: { attribute: 'plan', isLastKnownAllowed: true }, limits: 'limits' },
        cacheMaxAgeMs: 60_000,
        lastKnownMaxAgeMs: 900_000,
      }),
      machineClients({ table: suiteTable, cacheMaxAgeMs: 60_000 }),
      ensureProvisioned({ table: suiteTable, handover: suiteTableLightWriter }),
    ],
  })
