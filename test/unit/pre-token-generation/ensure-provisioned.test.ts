import { describe, expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { ensureProvisioned } from '../../../triggers/pre-token-generation/claims/ensure-provisioned.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import type { ProvisioningHandover } from '../../../triggers/ports/provisioning-handover.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import type { Harness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const event = eventFixture('TokenGeneration_Authentication.v2')
const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'

type Handed = Parameters<ProvisioningHandover['handOver']>[0]

function createSandbox(
  options: { readonly hasRecord?: boolean; readonly write?: () => Promise<'written' | 'exists'> } = {},
) {
  const clock = createVirtualClock()
  const table = fakeTable(options.hasRecord === true ? { PROVISIONING: { effects: {} } } : {})
  const handed: Handed[] = []
  const source = ensureProvisioned({
    table,
    handover: {
      name: 'table',
      handOver(record) {
        handed.push(record)
        return options.write?.() ?? Promise.resolve('written')
      },
    },
    clock,
  })
  const permissions = permissionsFromGroups({ groups: { members: ['read'] } })
  const harness = harnessOf([permissions, source], {}, { clock })
  return { clock, table, handed, harness }
}

function stepsOf(harness: Harness): readonly unknown[] {
  const steps = harness.reports.at(-1)?.['steps']
  return Array.isArray(steps) ? steps : []
}

describe('a user without a provisioning record', () => {
  test('is handed to the worker without any attribute, and gets the token', async () => {
    const { clock, handed, harness } = createSandbox()

    const response = await respondTo(harness, event)

    expect(tokensIn(response).access).toEqual({ permissions: ['read'] })
    expect(handed).toEqual([
      {
        key: { pk: `USER#eu-west-1_Example01#${sub}`, sk: 'PROVISIONING' },
        user: { userName: sub, region: 'eu-west-1' },
        nowMs: clock.epochMs(),
      },
    ])
    expect(stepsOf(harness)).toMatchObject([
      { name: 'provisioning', kind: 'fact', outcome: 'ok' },
      { name: 'hand-over', kind: 'effect', outcome: 'ok', result: 'performed' },
    ])
    expect(JSON.stringify([handed, harness.logLines])).not.toMatch(/jane/i)
  })

  test('is handed over once, also by the refreshes that follow in the same sandbox', async () => {
    const { table, handed, harness } = createSandbox()

    await respondTo(harness, event)
    await respondTo(harness, eventFixture('TokenGeneration_RefreshTokens.v2'))

    expect(handed).toHaveLength(1)
    expect(table.reads).toHaveLength(1)
  })

  test('is another one in another pool', async () => {
    const { handed, harness } = createSandbox()
    const other: RawObject = { ...event, userPoolId: 'eu-west-1_Example02' }

    await respondTo(harness, event)
    await respondTo(harness, other)

    expect(handed.map(({ key }) => key.pk)).toEqual([
      `USER#eu-west-1_Example01#${sub}`,
      `USER#eu-west-1_Example02#${sub}`,
    ])
  })
})

test('a user with a record is not handed over, and is not looked up again for an hour', async () => {
  const { clock, table, handed, harness } = createSandbox({ hasRecord: true })

  await respondTo(harness, event)
  await respondTo(harness, event)
  const reads = table.reads.length
  await clock.runUntil(clock.sleep(3_600_001))
  await respondTo(harness, event)

  expect(handed).toEqual([])
  expect([reads, table.reads.length]).toEqual([1, 2])
})

test.each(['down', 'hanging'] as const)(
  'when the record cannot be read (%s), nothing is written and the token is made',
  async (state) => {
    const { table, handed, harness } = createSandbox()
    table.state = state

    const answer = await harness.invoke(event)

    expect(answer).toMatchObject({ kind: 'returned' })
    expect(answer.tookMs).toBeLessThanOrEqual(500)
    expect(handed).toEqual([])
  },
)

test.each([
  ['fails', () => Promise.reject(new Error('down'))],
  ['does not end', () => new Promise<never>(() => {})],
])('a write that %s is dropped, and tried again after a minute', async (_, write) => {
  const { clock, handed, harness } = createSandbox({ write })

  const answer = await harness.invoke(event)
  await harness.invoke(event)

  expect(answer).toMatchObject({ kind: 'returned' })
  expect(harness.reports[0]).toMatchObject({ outcome: 'allowed', Dropped: 1 })
  expect(handed).toHaveLength(1)

  await clock.runUntil(clock.sleep(60_001))
  await harness.invoke(event)

  expect(handed).toHaveLength(2)
})

test('a machine client and a user without an id are left alone', async () => {
  const { table, handed, harness } = createSandbox()

  await respondTo(harness, eventFixture('TokenGeneration_ClientCredentials.v3'))
  await respondTo(harness, eventWith('TokenGeneration_Authentication.v2', { userAttributes: {} }))

  expect([table.reads, handed]).toEqual([[], []])
})
