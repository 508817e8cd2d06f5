import { describe, expect, test } from 'vitest'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { permissionsFromGroups } from '../../../triggers/pre-token-generation/claims/permissions-from-groups.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventFixture, eventWith } from '../../../triggers/testing/golden-events.ts'
import type { Harness } from '../../../triggers/testing/trigger-harness.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const event = eventFixture('TokenGeneration_RefreshTokens.v2')
const minuteMs = 60_000

async function pass(clock: ReturnType<typeof createVirtualClock>, ms: number): Promise<void> {
  await clock.runUntil(clock.sleep(ms))
}

function stepsOf(harness: Harness): readonly unknown[] {
  const steps = harness.reports.at(-1)?.['steps']
  return Array.isArray(steps) ? steps : []
}

describe('a warm sandbox', () => {
  const clock = createVirtualClock()
  const table = fakeTable({ ENTITLEMENTS: { plan: 'pro' } })
  const harness = harnessOf(
    [entitlements({ table, claims: { plan: 'plan' }, cacheMaxAgeMs: minuteMs, clock })],
    {},
    { clock },
  )

  test('reads the table once, then makes no call until the item is too old', async () => {
    const first = await respondTo(harness, event)
    await pass(clock, minuteMs - 1)
    const second = await respondTo(harness, event)

    expect(second).toEqual(first)
    expect(tokensIn(second).access).toEqual({ plan: 'pro' })
    expect(table.reads).toHaveLength(1)
    expect(stepsOf(harness)).toMatchObject([{ name: 'entitlements', outcome: 'ok', attempts: 0 }])

    await pass(clock, 2)
    await respondTo(harness, event)

    expect(table.reads).toHaveLength(2)
  })

  test('takes what is cached while the table is down, without waiting for it', async () => {
    table.state = 'hanging'

    const answer = await harness.invoke(event)

    expect(answer.tookMs).toBe(0)
    expect(JSON.stringify(answer)).toContain('"plan":"pro"')
  })
})

test('an item that is not there is looked for every time', async () => {
  const table = fakeTable()
  const harness = harnessOf([entitlements({ table, claims: { plan: 'plan' }, cacheMaxAgeMs: minuteMs })])
  await respondTo(harness, event)

  table.items = { ENTITLEMENTS: { plan: 'pro' } }

  expect(tokensIn(await respondTo(harness, event)).id).toEqual({ plan: 'pro' })
})

test('without an age, every token reads the table', async () => {
  const table = fakeTable({ ENTITLEMENTS: { plan: 'pro' } })
  const harness = harnessOf([entitlements({ table, claims: { plan: 'plan' } })])

  await respondTo(harness, event)
  await respondTo(harness, event)

  expect(table.reads).toHaveLength(2)
})

test('sources that share a fact share the read', async () => {
  const table = fakeTable({ ENTITLEMENTS: { plan: 'pro', seats: 3 } })
  const item = userItem({ table, item: 'ENTITLEMENTS' })
  const harness = harnessOf([
    entitlements({ item, claims: { seats: 'seats' } }),
    features({ item, plans: { pro: ['reports'] } }),
  ])

  const { id } = tokensIn(await respondTo(harness, event))

  expect(id).toEqual({ seats: 3, plan: 'pro', features: ['reports'] })
  expect(table.reads).toHaveLength(1)
  expect(stepsOf(harness)).toHaveLength(1)
})

test('two reads of the same item that differ are refused when the configuration is loaded', () => {
  const table = fakeTable()

  expect(() =>
    harnessOf([
      entitlements({ table, claims: { seats: 'seats' } }),
      features({ table, plans: {}, budgetMs: 500 }),
    ]),
  ).toThrow(
    "claim sources entitlements and features: each has a fact entitlements of its own, so that the name is used twice: give both the same one as item, such as userItem({ …, onFailure: 'deny' })",
  )
})

describe('when the table does not answer', () => {
  const claims = {
    plan: { attribute: 'plan', isLastKnownAllowed: true },
    permissions: 'permissions',
  } as const

  function warm(lastKnownMaxAgeMs: number) {
    const clock = createVirtualClock()
    const table = fakeTable({ ENTITLEMENTS: { plan: 'pro', permissions: ['delete'] } })
    const sources = [
      staticClaims({ claims: { plan: 'gold', permissions: ['*'], brand: 'x' } }),
      entitlements({ table, claims, lastKnownMaxAgeMs, clock }),
    ]
    return { clock, table, harness: harnessOf(sources, {}, { clock }) }
  }

  test.each(['down', 'hanging'] as const)(
    '(%s) the last known value stands in for claims that are declared so, and no other',
    async (state) => {
      const { clock, table, harness } = warm(10 * minuteMs)
      await respondTo(harness, event)
      await pass(clock, 9 * minuteMs)
      table.state = state

      const { id } = tokensIn(await respondTo(harness, event))

      expect(id).toEqual({ brand: 'x', plan: 'pro' })
      expect(harness.reports.at(-1)).toMatchObject({
        outcome: 'allowed',
        notes: { lastKnown: ['entitlements'] },
      })
      expect(stepsOf(harness)).toMatchObject([{ policy: 'use' }])
    },
  )

  test('a value that is older than its age is gone', async () => {
    const { clock, table, harness } = warm(10 * minuteMs)
    await respondTo(harness, event)
    await pass(clock, 10 * minuteMs + 1)
    table.state = 'down'

    expect(tokensIn(await respondTo(harness, event)).id).toEqual({ brand: 'x' })
  })

  test('a value that was taken from the user in the meantime does not come back', async () => {
    const { table, harness } = warm(10 * minuteMs)
    await respondTo(harness, event)
    table.items = {}
    await respondTo(harness, event)
    table.state = 'down'

    expect(tokensIn(await respondTo(harness, event)).id).toEqual({ brand: 'x' })
  })

  test('without an age nothing is remembered', async () => {
    const { table, harness } = warm(0)
    await respondTo(harness, event)
    table.state = 'down'

    expect(tokensIn(await respondTo(harness, event)).id).toEqual({ brand: 'x' })
  })

  test('a refresh goes on with fewer claims, and an attribute that the claim would override stays hidden', async () => {
    const table = fakeTable()
    table.state = 'down'
    const harness = harnessOf([
      permissionsFromGroups({ groups: { members: ['read'] } }),
      entitlements({ table, claims: { plan: 'plan', name: 'displayName' } }),
    ])

    const { id, access, idSuppressed, accessSuppressed } = tokensIn(await respondTo(harness, event))

    expect({ id, access }).toEqual({ id: { permissions: ['read'] }, access: { permissions: ['read'] } })
    expect([idSuppressed, accessSuppressed]).toEqual([['name'], undefined])
    expect(harness.logLines.at(-1)).not.toContain('jane')
  })
})

test.each([{ cacheMaxAgeMs: -1 }, { lastKnownMaxAgeMs: 86_400_001 }, { cacheMaxAgeMs: Number.NaN }])(
  'the age %j is refused when the configuration is loaded',
  (ages) => {
    expect(() => userItem({ table: fakeTable(), item: 'PROFILE', ...ages })).toThrow(
      /^userItem: \w+MaxAgeMs must be a whole number from 0 to 86400000, not /,
    )
  },
)

test('a full memory forgets the user who was seen the longest ago', async () => {
  const table = fakeTable({ ENTITLEMENTS: { blob: 'x'.repeat(3_000_000) } })
  const harness = harnessOf([entitlements({ table, claims: { absent: 'absent' }, cacheMaxAgeMs: minuteMs })])
  const visit = (sub: string) =>
    respondTo(harness, eventWith('TokenGeneration_Authentication.v2', { userAttributes: { sub } }))

  for (const sub of ['a', 'b', 'c', 'b', 'a']) await visit(sub)

  expect(table.reads.map((key) => key.split('/')[0]?.at(-1))).toEqual(['a', 'b', 'c', 'a'])
})
