/** A suite whose tokens carry each type of claim, some under names with a colon. */
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { clientAudience } from '../../../triggers/pre-token-generation/claims/client-audience.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { defineSource, userSources } from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import type { TableReader } from '../../../triggers/ports/suite-table.ts'

/** A claim source of a team's own, whose names say what they hold. */
const region = defineSource({
  name: 'own-region',
  sources: userSources,
  claimNames: [{ name: 'own:region', target: 'access', type: 'string' }],
  contribute: () => ({ claims: [{ name: 'own:region', value: 'eu', target: 'access' }] }),
})

export const claimsOf = (table: TableReader = suiteTable) => [
  permissionsFromGroups({
    groups: { editors: ['writer'] },
    roles: { writer: ['articles:read', 'articles:write'] },
    rolesClaim: 'roles',
  }),
  tenant({ table, permissions: { admin: ['users:read'] } }),
  entitlements({
    table,
    claims: {
      plan: 'plan',
      seats: { attribute: 'seats', type: 'integer' },
      suspended: 'suspended',
      readOnly: { attribute: 'readOnly', isRestrictive: true, isPartial: true },
    },
    onFailure: 'deny',
  }),
  attributeClaims({ claims: { teams: { attribute: 'custom:teams', type: 'list' } }, target: 'id' }),
  profileIncomplete({ required: ['name'], missingClaim: 'profile_missing' }),
  staticClaims({ claims: { 'own:stage': 'test', beta: true, level: 2 }, target: 'access' }),
  appClientClaims({ clients: { public1client: { claims: { level: 3 }, target: 'access' } } }),
  clientAudience(),
  region,
]

export const preTokenGeneration = () => definePreTokenGeneration({ claims: claimsOf() })
