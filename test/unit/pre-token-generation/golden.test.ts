import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isObject, own, type RawObject } from '../../../triggers/core/json.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { allowedEmailDomains } from '../../../triggers/pre-token-generation/claims/allowed-email-domains.ts'
import { denySuspended } from '../../../triggers/pre-token-generation/claims/deny-suspended.ts'
import { maintenance } from '../../../triggers/pre-token-generation/claims/maintenance.ts'
import { requireTerms } from '../../../triggers/pre-token-generation/claims/require-terms.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { appClientClaims } from '../../../triggers/pre-token-generation/claims/app-client-claims.ts'
import { attributeClaims } from '../../../triggers/pre-token-generation/claims/attribute-claims.ts'
import { clientAudience } from '../../../triggers/pre-token-generation/claims/client-audience.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { machineClients } from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { scopesFromPermissions } from '../../../triggers/pre-token-generation/claims/scopes-from-permissions.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

const table = fakeTable({
  ENTITLEMENTS: { plan: 'pro', seats: 3, featuresOn: ['beta'], featuresOff: ['reports'] },
  MEMBERSHIPS: {
    activeTenant: 'acme',
    tenants: { acme: { roles: ['admin'] }, other: { roles: ['viewer'] } },
  },
  PROFILE: { termsVersion: '2026-05' },
  CLIENT: { tenant: 'acme', scopes: ['api/read'], claims: { environment: 'production' } },
})
const permissions = permissionsFromGroups({
  groups: { members: ['reader'], editors: ['articles:write'] },
  roles: { reader: ['articles:read', 'comments:read'] },
  rolesClaim: 'roles',
})
const clientId = '1example23456789abcdefghijk'

/** By the file of the source. */
const suites: Readonly<Record<string, readonly ClaimSource[]>> = {
  'accepted-terms': [acceptedTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2026-05'] })],
  'allowed-email-domains': [allowedEmailDomains({ allow: ['example.com'] })],
  'app-client-claims': [
    staticClaims({ claims: { channel: 'web' } }),
    appClientClaims({
      clients: {
        [clientId]: {
          claims: { channel: 'mobile' },
          suppress: ['name'],
          scopesToAdd: ['api/mobile'],
          groups: { addGroups: ['mobile'], removeGroups: ['editors'] },
        },
      },
    }),
  ],
  'attribute-claims': [
    attributeClaims({
      claims: {
        department: 'custom:department',
        level: { attribute: 'custom:level', type: 'number' },
        isStaff: { attribute: 'custom:staff', type: 'boolean' },
        teams: { attribute: 'custom:teams', type: 'list' },
        settings: { attribute: 'custom:settings', type: 'json' },
      },
    }),
  ],
  'client-audience': [clientAudience()],
  'deny-suspended': [denySuspended({ from: { table, itemAttribute: 'suspended' } })],
  'ensure-provisioned': [
    ensureProvisioned({
      table,
      handover: { name: 'table', handOver: () => Promise.resolve('written') },
    }),
  ],
  entitlements: [entitlements({ table, claims: { plan: 'plan', seats: 'seats', absent: 'absent' } })],
  features: [features({ table, plans: { pro: ['reports', 'export'] } })],
  'machine-clients': [machineClients({ table })],
  maintenance: [maintenance({ isOn: true, exceptGroups: ['editors'] })],
  'permissions-from-groups': [permissions],
  'profile-incomplete': [
    profileIncomplete({ required: ['name', 'birthdate'], missingClaim: 'profile_missing' }),
  ],
  'require-terms': [requireTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2026-05'] })],
  'require-verified-email': [requireVerifiedEmail()],
  'scopes-from-permissions': [
    permissions,
    scopesFromPermissions({
      scopes: { 'articles:read': ['api/read'], 'articles:write': ['api/write'] },
      clients: { [clientId]: ['api/read', 'api/write'] },
    }),
  ],
  'static-claims': [
    staticClaims({
      claims: { environment: 'production', limits: { perMinute: 60 }, tags: ['a', 'b c'] },
      suppress: ['email'],
      scopesToAdd: ['api/read'],
      scopesToSuppress: ['aws.cognito.signin.user.admin'],
      groups: { addGroups: ['everyone'] },
    }),
  ],
  tenant: [tenant({ table, permissions: { admin: ['users:invite'] } })],
}

function eventOf(source: string, version: string): RawObject {
  if (source === 'machine-clients' && version === '3') {
    const event = eventFixture('TokenGeneration_ClientCredentials.v3')
    return withRequest(event, { scopes: ['api/read', 'api/write'] })
  }
  return withRequest(eventFixture(`TokenGeneration_Authentication.v${version}`), {
    userAttributes: {
      sub: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
      email: 'jane@example.com',
      email_verified: 'true',
      name: 'Jane',
      'custom:department': 'R&D',
      'custom:level': '3',
      'custom:staff': 'true',
      'custom:teams': '[red, blue]',
      'custom:settings': '{"theme":{"dark":true}}',
    },
    groupConfiguration: {
      groupsToOverride: ['members', 'editors'],
      iamRolesToOverride: ['arn:aws:iam::123456789012:role/app'],
      preferredRole: 'arn:aws:iam::123456789012:role/app',
    },
  })
}

function withRequest(event: RawObject, request: RawObject): RawObject {
  const given = own(event, 'request')
  return { ...event, request: { ...(isObject(given) ? given : {}), ...request } }
}

test('every claim source has golden responses', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../triggers/pre-token-generation/claims'))

  expect(Object.keys(suites).sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort())
})

describe.each(Object.entries(suites))('%s', (name, sources) => {
  test('answers each version with its golden response, which Cognito accepts', async () => {
    const responses: Record<string, unknown> = {}
    for (const version of ['1', '2', '3']) {
      const event = eventOf(name, version)

      const answer = await harnessOf(sources).invoke(event)

      expect(
        answer.kind === 'returned' ? findResponseProblems(event, answer.value) : [answer.message],
      ).toEqual([])
      responses[`version ${version}`] = await respondTo(harnessOf(sources), event)
    }
    await expect(`${JSON.stringify(responses, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'golden', `${name}.golden`),
    )
  })
})
