import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { RawObject } from '../../../triggers/core/json.ts'
import type { Call } from '../../../triggers/core/step.ts'
import { callWithin } from '../../../triggers/pre-token-generation/call-within.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import { chooseMembership, readMemberships } from '../../../triggers/domain/memberships.ts'
import { changeActiveTenant } from '../../../triggers/pre-token-generation/change-active-tenant.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { type FakeTable, fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

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
  return tokensIn(await respondTo(harnessOf(sources), event)).access
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
      {
        MEMBERSHIPS: {
          activeTenant: 'former',
          tenants: { former: memberships.tenants.former, other: memberships.tenants.other },
        },
      },
    ],
    [
      'the active tenant is one that the user left',
      'up' as const,
      { MEMBERSHIPS: { activeTenant: 'left', tenants: { other: {} } } },
    ],
    [
      'the active tenant is unreadable',
      'up' as const,
      { MEMBERSHIPS: { activeTenant: null, tenants: { other: {} } } },
    ],
    [
      'the status of the only membership is unreadable',
      'up' as const,
      { MEMBERSHIPS: { tenants: { acme: { roles: ['admin'], status: null } } } },
    ],
    [
      'the status of the active membership is no text',
      'up' as const,
      { MEMBERSHIPS: { activeTenant: 'acme', tenants: { acme: { status: ['active'] }, other: {} } } },
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
      expect([undefined, wish ?? map.get('activeTenant') ?? chosen?.tenant]).toContain(chosen?.tenant)
    }),
  )
})

describe('changing the active tenant', () => {
  const user = { userPoolId: 'p', sub: 's' }

  test('to one without a name writes nothing', async () => {
    const writer = { name: 'table', setIfMember: () => Promise.reject(new Error('written')) } as const

    const result = await callWithin(1_000, (call) => changeActiveTenant(writer, user, '', 0, call))

    expect(result).toBe('not-a-member')
  })

  test('ends with its time, and aborts the call', async () => {
    const clock = createVirtualClock()
    const seen: Call[] = []
    const hanging = {
      name: 'table',
      setIfMember(_: unknown, call: Call) {
        seen.push(call)
        return new Promise<never>(() => {})
      },
    } as const

    const result = callWithin(500, (call) => changeActiveTenant(hanging, user, 'acme', 0, call), clock)
    const [call] = seen
    const before = { remainingMs: call?.remainingMs(), isAborted: call?.signal.aborted }
    const ended = await clock.runUntil(result).catch((error: unknown) => error)

    expect(before).toEqual({ remainingMs: 500, isAborted: false })
    expect(ended).toMatchObject({ name: 'TimeoutError', message: 'no answer within 500 ms' })
    expect(clock.monotonicMs()).toBe(500)
    expect({ remainingMs: call?.remainingMs(), isAborted: call?.signal.aborted }).toEqual({
      remainingMs: 0,
      isAborted: true,
    })
  })

  test('rejects with what the table rejects with', async () => {
    const writer = { name: 'table', setIfMember: () => Promise.reject(new Error('refused')) } as const

    const result = callWithin(1_000, (call) => changeActiveTenant(writer, user, 'acme', 0, call))

    await expect(result).rejects.toThrow('refused')
  })
})

test.each(['None', 'NONE'])('the key %s, which nearly is none, is refused', (metadataKey) => {
  expect(() => tenant({ table: fakeTable(), metadataKey })).toThrow(
    `tenant: metadataKey must be a key of client metadata, or 'none', not '${metadataKey}'`,
  )
})
