import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { planPreTokenGeneration } from '../../../triggers/pre-token-generation/plan.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { preTokenGeneration } from '../../suites/shipped.ts'
import { tokensOf } from './run-sources.ts'

const plans = { free: ['read'], pro: ['read', 'export'] }

describe('two sources of one item', () => {
  test('share one read when each asks for it in the same way', () => {
    const shipped = preTokenGeneration()
    const recipe = readFileSync(
      join(import.meta.dirname, '../../../docs/recipes/pre-token-generation/features.md'),
      'utf8',
    )
    expect(recipe).toContain("plans: { free: ['read'], pro: ['read', 'export'] },\n  defaultPlan: 'free',")

    const config = definePreTokenGeneration({
      expectedVersion: '2',
      claims: [...shipped.claims, features({ table: suiteTable, plans, defaultPlan: 'free' })],
    })

    const [gather] = planPreTokenGeneration(config).phases
    expect(gather?.steps.map(({ name }) => name)).toEqual(['entitlements', 'provisioning'])
  })

  test.each([
    { budgetMs: 700 },
    { cacheMaxAgeMs: 1_000 },
    { lastKnownMaxAgeMs: 1_000 },
    { onFailure: 'deny' },
    { table: { name: 'table', read: () => Promise.resolve(undefined) } },
    { clock: { epochMs: () => 0 } },
  ] as const)('are refused when one of them asks with %j', (other) => {
    const claims = [
      entitlements({ table: suiteTable, claims: { seats: 'seats' } }),
      features({ table: suiteTable, plans, ...other }),
    ]

    expect(() => definePreTokenGeneration({ claims })).toThrow(
      'claim sources entitlements and features: each has a fact entitlements of its own',
    )
  })
})

describe('two of one kind', () => {
  const items = new Map([
    ['ENTITLEMENTS', { plan: 'pro' }],
    ['TEAM_LIMITS', { seats: 7 }],
  ])
  const table = {
    name: 'table',
    read: ({ sk }: { readonly sk: string }) =>
      Promise.resolve(
        items.has(sk) ? new Map<string, string | number>(Object.entries(items.get(sk) ?? {})) : undefined,
      ),
  } as const

  test('read an item each, under names of their own', async () => {
    const limits = entitlements({
      name: 'limits',
      item: userItem({ table, item: 'TEAM_LIMITS' }),
      claims: { seats: 'seats' },
    })
    const config = definePreTokenGeneration({
      claims: [entitlements({ table, claims: { plan: 'plan' } }), limits],
    })

    expect(planPreTokenGeneration(config).phases[0]?.steps.map(({ name }) => name)).toEqual([
      'entitlements',
      'team-limits',
    ])
    expect((await tokensOf(config.claims)).id).toMatchObject({ plan: 'pro', seats: 7 })
  })

  test.each(['limits', 'TEAM LIMITS', 'TEAM#LIMITS', '', '1TEAM'])('no item is of the kind %j', (item) => {
    expect(() => userItem({ table, item })).toThrow('item must be a kind of item such as ENTITLEMENTS')
  })
})
