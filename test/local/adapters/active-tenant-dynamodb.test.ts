import { describe, expect, test } from 'vitest'
import { createActiveTenantWriter } from '../../../triggers/adapters/active-tenant-dynamodb.ts'
import { toAttributes } from '../../../triggers/adapters/dynamodb-json.ts'
import { membershipsKey } from '../../../triggers/domain/memberships.ts'
import { changeActiveTenant } from '../../../triggers/pre-token-generation/change-active-tenant.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { get, put } = itemsOf(table)
const writer = () => createActiveTenantWriter(openDatabase())

describe('changing the active tenant', () => {
  const change = (sub: string, tenant: string) =>
    changeActiveTenant(writer(), { userPoolId: 'pool', sub }, tenant, 42, createCall())
  const tenants = {
    acme: { roles: ['admin'] },
    other: { status: 'active' },
    former: { status: 'suspended' },
    text: 'active',
    list: ['active'],
    none: null,
    odd: { status: null },
  }

  test.each(['acme', 'other'])('to %s, of which the user is a member, is written', async (tenant) => {
    await put(membershipsKey('pool', 'member'), toAttributes({ tenants, activeTenant: 'x' }))

    expect(await change('member', tenant)).toBe('changed')
    expect(await get(membershipsKey('pool', 'member'))).toMatchObject({
      activeTenant: tenant,
      activeSinceMs: 42,
    })
  })

  test.each(['former', 'foreign', 'acme.roles', '__proto__', 'text', 'list', 'none', 'odd'])(
    'to %s is refused, and nothing changes',
    async (tenant) => {
      await put(membershipsKey('pool', 'stranger'), toAttributes({ tenants, activeTenant: 'acme' }))

      expect(await change('stranger', tenant)).toBe('not-a-member')
      expect(await get(membershipsKey('pool', 'stranger'))).toMatchObject({ activeTenant: 'acme' })
    },
  )

  test('of a user without memberships is refused, and makes no item', async () => {
    expect(await change('nobody', 'acme')).toBe('not-a-member')
    expect(await get(membershipsKey('pool', 'nobody'))).toEqual({})
  })
})
