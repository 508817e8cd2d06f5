import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { RawObject } from '../../../triggers/core/json.ts'
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
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

const table = fakeTable({
  ENTITLEMENTS: { plan: 'pro', seats: 3, featuresOn: ['beta'], featuresOff: ['reports'] },
  MEMBERSHIPS: {
    activeTenant: 'acme',
    tenants: { acme: { roles: ['admin'] }, other: { roles: ['viewer'] } },
  },
  PROFILE: { termsVersion: '2026-05' },
})
const permissions = permissionsFromGroups({
  groups: { members: ['reader'], editors: ['articles:write'] },
  roles: { reader: ['articles:read', 'comments:read'] },
  rolesClaim: 'roles',
})
const permitted = { permissions: ['articles:read', 'articles:write', 'comments:read'], roles: ['reader'] }
const clientId = '1example23456789abcdefghijk'

const role = 'arn:aws:iam::123456789012:role/app'

/** What a suite answers: the same in both tokens, but for `access`. */
interface Answer {
  readonly claims?: Readonly<Record<string, Json>>
  readonly claimsToSuppress?: readonly string[]
  readonly access?: object
  readonly groups?: readonly string[]
}

/** By the file of the source. */
const suites: Readonly<Record<string, readonly [readonly ClaimSource[], Answer]>> = {
  'accepted-terms': [
    [acceptedTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2026-05'] })],
    { claims: { terms_accepted: true, terms_version: '2026-05' } },
  ],
  'allowed-email-domains': [[allowedEmailDomains({ allow: ['example.com'] })], {}],
  'app-client-claims': [
    [
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
    {
      claims: { channel: 'mobile' },
      claimsToSuppress: ['name'],
      access: { scopesToAdd: ['api/mobile'] },
      groups: ['members', 'mobile'],
    },
  ],
  'attribute-claims': [
    [
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
    {
      claims: {
        department: 'R&D',
        level: 3,
        isStaff: true,
        teams: ['red', 'blue'],
        settings: { theme: { dark: true } },
      },
    },
  ],
  'client-audience': [[clientAudience()], { access: { claimsToAddOrOverride: { aud: clientId } } }],
  'deny-suspended': [[denySuspended({ from: { table, itemAttribute: 'suspended' } })], {}],
  'ensure-provisioned': [
    [ensureProvisioned({ table, handover: { name: 'table', handOver: () => Promise.resolve('written') } })],
    {},
  ],
  entitlements: [
    [entitlements({ table, claims: { plan: 'plan', seats: 'seats', absent: 'absent' } })],
    { claims: { plan: 'pro', seats: 3 } },
  ],
  features: [
    [features({ table, plans: { pro: ['reports', 'export'] } })],
    { claims: { plan: 'pro', features: ['beta', 'export'] } },
  ],
  'machine-clients': [[machineClients({ table })], {}],
  maintenance: [[maintenance({ isOn: true, exceptGroups: ['editors'] })], {}],
  'permissions-from-groups': [[permissions], { claims: permitted }],
  'profile-incomplete': [
    [profileIncomplete({ required: ['name', 'birthdate'], missingClaim: 'profile_missing' })],
    { claims: { profile_incomplete: true, profile_missing: ['birthdate'] } },
  ],
  'require-terms': [
    [requireTerms({ from: { table, itemAttribute: 'termsVersion' }, current: ['2026-05'] })],
    {},
  ],
  'require-verified-email': [[requireVerifiedEmail()], {}],
  'scopes-from-permissions': [
    [
      permissions,
      scopesFromPermissions({
        scopes: { 'articles:read': ['api/read'], 'articles:write': ['api/write'] },
        clients: { [clientId]: ['api/read', 'api/write'] },
      }),
    ],
    { claims: permitted, access: { scopesToAdd: ['api/read', 'api/write'] } },
  ],
  'static-claims': [
    [
      staticClaims({
        claims: { environment: 'production', limits: { perMinute: 60 }, tags: ['a', 'b c'] },
        suppress: ['email'],
        scopesToAdd: ['api/read'],
        scopesToSuppress: ['aws.cognito.signin.user.admin'],
        groups: { addGroups: ['everyone'] },
      }),
    ],
    {
      claims: { environment: 'production', limits: { perMinute: 60 }, tags: ['a', 'b c'] },
      claimsToSuppress: ['email'],
      access: { scopesToAdd: ['api/read'], scopesToSuppress: ['aws.cognito.signin.user.admin'] },
      groups: ['members', 'editors', 'everyone'],
    },
  ],
  tenant: [
    [tenant({ table, permissions: { admin: ['users:invite'] } })],
    { claims: { tenant: 'acme', tenant_roles: ['admin'], tenant_permissions: ['users:invite'] } },
  ],
}

const request = {
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
    iamRolesToOverride: [role],
    preferredRole: role,
  },
}

/** The response of a version. Version 1 has the ID token alone, in texts. */
function responseOf({ claims = {}, claimsToSuppress, access, groups }: Answer, version: string): RawObject {
  const override = groups && { groupsToOverride: groups, iamRolesToOverride: [role], preferredRole: role }
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  if (version === '1') {
    const claimsToAddOrOverride = Object.fromEntries(texts)
    return {
      claimsOverrideDetails: { claimsToAddOrOverride, claimsToSuppress, groupOverrideDetails: override },
    }
  }
  const token = { claimsToAddOrOverride: claims, claimsToSuppress }
  return {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: token,
      accessTokenGeneration: { ...token, ...access },
      groupOverrideDetails: override,
    },
  }
}

test('every claim source has an answer here', () => {
  const files = readdirSync(join(import.meta.dirname, '../../../triggers/pre-token-generation/claims'))

  expect(Object.keys(suites).sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort())
})

describe.each(Object.entries(suites))('%s', (_, [sources, answer]) => {
  test.each(['1', '2', '3'])('answers version %s with what Cognito accepts', async (version) => {
    const event = eventWith(`TokenGeneration_Authentication.v${version}`, request)

    const response = await respondTo(harnessOf(sources), event)

    expect(findResponseProblems(event, { ...event, response })).toEqual([])
    expect(response).toEqual(responseOf(answer, version))
  })
})
