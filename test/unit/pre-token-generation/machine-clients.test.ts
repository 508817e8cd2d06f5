import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import {
  machineClients,
  type MachineClientsOptions,
} from '../../../triggers/pre-token-generation/claims/machine-clients.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, read, respondTo } from './run-sources.ts'
import { type FakeTable, fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const clientId = '1example23456789abcdefghijk'
const event = eventWith('TokenGeneration_ClientCredentials.v3', { scopes: ['api/read', 'api/write'] })

async function tokenOf(options: MachineClientsOptions<string>) {
  const { access, scopesToAdd, scopesToSuppress } = tokensIn(
    await respondTo(harnessOf([machineClients(options)]), event),
  )
  return { access, scopesToAdd, scopesToSuppress }
}

function tableWith(item?: Readonly<Record<string, Json>>, state: FakeTable['state'] = 'up'): FakeTable {
  const table = fakeTable(item === undefined ? {} : { CLIENT: item })
  table.state = state
  return table
}

describe('a machine client', () => {
  test.each([
    [
      'the configuration',
      { clients: { [clientId]: { tenant: 'acme', scopes: ['api/read'], claims: { env: 'test' } } } },
    ],
    ['the table', { table: tableWith({ tenant: 'acme', scopes: ['api/read'], claims: { env: 'test' } }) }],
  ])('has tenant, claims and the most of its scopes from %s', async (_, options) => {
    expect(await tokenOf(options)).toEqual({
      access: { tenant: 'acme', env: 'test' },
      scopesToAdd: undefined,
      scopesToSuppress: ['api/write'],
    })
  })

  test('gets no scope that it did not ask for, but for its extra ones', async () => {
    const client = { scopes: ['api/read', 'api/admin'], extraScopes: ['tenant/acme'] }

    expect(await tokenOf({ clients: { [clientId]: client } })).toEqual({
      access: {},
      scopesToAdd: ['tenant/acme'],
      scopesToSuppress: ['api/write'],
    })
  })

  test('that is not listed has no scopes, or keeps them when that is declared', async () => {
    const none = { access: {}, scopesToAdd: undefined, scopesToSuppress: ['api/read', 'api/write'] }
    const all = { ...none, scopesToSuppress: undefined }

    expect(await tokenOf({ clients: {} })).toEqual(none)
    expect(await tokenOf({ table: tableWith() })).toEqual(none)
    expect(await tokenOf({ clients: {}, unlisted: 'keep-scopes' })).toEqual(all)
    expect(await tokenOf({ table: tableWith(), unlisted: 'keep-scopes' })).toEqual(all)
  })

  test.each(['down', 'hanging'] as const)('is refused while the table is %s', async (state) => {
    const answer = await harnessOf([machineClients({ table: tableWith({}, state) })]).invoke(event)

    expect(answer.kind === 'threw' && answer.message).toMatch(/^\[temporarily_unavailable\]/)
  })

  test('has no scopes while the table is down, when that is declared, also if unlisted ones keep theirs', async () => {
    const table = tableWith({}, 'down')

    expect(await tokenOf({ table, whenUnread: 'no-scopes', unlisted: 'keep-scopes' })).toEqual({
      access: {},
      scopesToAdd: undefined,
      scopesToSuppress: ['api/read', 'api/write'],
    })
  })

  test('has what is last known while the table is down, when that is declared', async () => {
    const clock = createVirtualClock()
    const table = tableWith({ tenant: 'acme', scopes: ['api/read'] })
    const source = machineClients({ table, isLastKnownAllowed: true, lastKnownMaxAgeMs: 60_000, clock })
    const harness = harnessOf([source], {}, { clock })
    await respondTo(harness, event)
    table.state = 'down'

    const { access, scopesToSuppress } = tokensIn(await respondTo(harness, event))

    expect({ access, scopesToSuppress }).toEqual({
      access: { tenant: 'acme' },
      scopesToSuppress: ['api/write'],
    })
  })

  test.each(['deny', 'no-scopes'] as const)(
    'has nothing of what is last known when that is not declared: %s',
    async (whenUnread) => {
      const clock = createVirtualClock()
      const table = tableWith({ tenant: 'acme', scopes: ['api/read'] })
      const source = machineClients({ table, whenUnread, lastKnownMaxAgeMs: 60_000, clock })
      const harness = harnessOf([source], {}, { clock })
      await respondTo(harness, event)
      table.state = 'down'

      const answer = await harness.invoke(event)

      const { access, scopesToSuppress } = tokensIn(
        answer.kind === 'returned' ? read(answer.value, 'response') : {},
      )
      expect(answer.kind).toBe(whenUnread === 'deny' ? 'threw' : 'returned')
      expect(access).toEqual({})
      expect(scopesToSuppress).toEqual(whenUnread === 'deny' ? undefined : ['api/read', 'api/write'])
    },
  )

  test.each([7, null, { 'api/read': true }])(
    'whose item has the unreadable scopes %j has none',
    async (scopes) => {
      expect(await tokenOf({ table: tableWith({ tenant: 'acme', scopes }) })).toMatchObject({
        scopesToSuppress: ['api/read', 'api/write'],
      })
    },
  )

  test.each([7, null])('whose item has the unreadable tenant %j acts for none', async (tenant) => {
    const sources = [
      staticClaims({ claims: { tenant: 'everyone' }, sources: ['TokenGeneration_ClientCredentials'] }),
      machineClients({ table: tableWith({ tenant, claims: { tenant: 'acme' } }) }),
    ]
    const harness = harnessOf(sources)

    const { access } = tokensIn(await respondTo(harness, event))

    expect(access).toEqual({})
    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['tenant'] })
  })

  test('whose item has unreadable claims has none of them, and that is reported', async () => {
    const harness = harnessOf([machineClients({ table: tableWith({ tenant: 'acme', claims: null }) })])

    const { access } = tokensIn(await respondTo(harness, event))

    expect(access).toEqual({ tenant: 'acme' })
    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['claims'] })
  })
})

test('a person gets nothing of a machine client, and the table is not asked', async () => {
  const table = tableWith({ tenant: 'acme' })

  const response = await respondTo(
    harnessOf([machineClients({ table })]),
    eventFixture('TokenGeneration_Authentication.v3'),
  )

  expect(tokensIn(response).access).toEqual({})
  expect(table.reads).toEqual([])
})
