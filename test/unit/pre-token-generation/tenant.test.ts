import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { RawObject } from '../../../triggers/events/envelope.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import {
  changeActiveTenant,
  chooseMembership,
  readMemberships,
} from '../../../triggers/pre-token-generation/memberships.ts'
import { eventWith } from '../../support/event-fixtures.ts'
import { type FakeTable, fakeTable, harnessOf, parts, respondTo } from './run-sources.ts'

const memberships = {
  activeTenant: 'acme',
  tenants: {
    acme: { roles: ['admin'], sinceMs: 1 },
    other: { roles: ['viewer', 7], status: 'active' },
    former: { roles: ['owner'], status: 'suspended' },
  },
} as const

async function claimsFor(table: FakeTable, clientMetadata: RawObject = {}) {
  const sources = [
    staticClaims({ claims: { tenant: 'everyone' } }),
    tenant({ table, permissions: { admin: ['users:invite'], viewer: ['read'] } }),
  ]
  const event = eventWith('TokenGeneration_Authentication.v2', { clientMetadata })
  return parts(await respondTo(harnessOf(sources), event)).access
}

describe('the tenant of a token', () => {
  test('is the active one, with the roles and permissions that the user has there', async () => {
    expect(await claimsFor(fakeTable({ MEMBERSHIPS: memberships }))).toEqual({
      tenant: 'acme',
      tenant_roles: ['admin'],
      tenant_permissions: ['users:invite'],
    })
  })

  test('is the one that the metadata chooses among the memberships', async () => {
    expect(await claimsFor(fakeTable({ MEMBERSHIPS: memberships }), { tenant: 'other' })).toEqual({
      tenant: 'other',
      tenant_roles: ['viewer'],
      tenant_permissions: ['read'],
    })
  })

  test.each(['foreign', 'former', '__proto__', 'constructor', ''])(
    'is none when the metadata names %j, of which the user is no active member',
    async (wish) => {
      expect(await claimsFor(fakeTable({ MEMBERSHIPS: memberships }), { tenant: wish })).toEqual({})
    },
  )

  test.each([
    ['the item cannot be read', 'down' as const, { MEMBERSHIPS: memberships }],
    ['the item does not come', 'hanging' as const, { MEMBERSHIPS: memberships }],
    ['there is no item', 'up' as const, {}],
    [
      'the active tenant is a former one',
      'up' as const,
      { MEMBERSHIPS: { ...memberships, activeTenant: 'former' } },
    ],
    ['the item is unreadable', 'up' as const, { MEMBERSHIPS: { tenants: ['acme'], activeTenant: 'acme' } }],
  ])('is none when %s, whatever an earlier source says', async (_, state, items) => {
    const table = fakeTable(items)
    table.state = state

    expect(await claimsFor(table)).toEqual({})
  })

  test('is the only one without a choice', async () => {
    const table = fakeTable({ MEMBERSHIPS: { tenants: { acme: {} } } })

    expect(await claimsFor(table)).toEqual({ tenant: 'acme', tenant_roles: [], tenant_permissions: [] })
  })
})

test('for any item and any wish, the chosen tenant is an active membership', () => {
  const items = fc.dictionary(
    fc.constantFrom('tenants', 'activeTenant', 'x'),
    fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.string(),
        fc.record({ roles: fc.jsonValue(), status: fc.constantFrom('active', 'suspended', 1) }),
      ),
    ),
  )
  fc.assert(
    fc.property(items, fc.option(fc.string(), { nil: undefined }), (given, wish) => {
      const item: Readonly<Record<string, Json>> = JSON.parse(JSON.stringify(given))
      const map = new Map(Object.entries(item))

      const chosen = chooseMembership(map, wish)

      const tenants = readMemberships(map).map((membership) => membership.tenant)
      expect([undefined, ...tenants]).toContain(chosen?.tenant)
      expect([undefined, wish ?? chosen?.tenant]).toContain(chosen?.tenant)
    }),
  )
})

test('changing to a tenant without a name writes nothing', async () => {
  const writer = { name: 'suite-table', setIfMember: () => Promise.reject(new Error('written')) } as const
  const call = {
    signal: new AbortController().signal,
    maxAttempts: 1,
    remainingMs: () => 1_000,
    onAttempt: () => {},
  }

  expect(await changeActiveTenant(writer, { userPoolId: 'p', sub: 's' }, '', 0, call)).toBe('not-a-member')
})
