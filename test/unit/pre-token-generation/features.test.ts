import { describe, expect, test } from 'vitest'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, signIn, tokensOf } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('features', () => {
  const plans = { free: ['read'], pro: ['read', 'export'] }

  test.each([
    [
      { plan: 'pro', featuresOn: ['beta'], featuresOff: ['export'] },
      { plan: 'pro', features: ['beta', 'read'] },
    ],
    [{ plan: 'unknown' }, { plan: 'unknown', features: [] }],
    [{}, { plan: 'free', features: ['read'] }],
    [{ featuresOn: 'beta', plan: 7 }, { features: ['beta'] }],
    [{ plan: null }, { features: [] }],
    [
      { plan: 'pro', featuresOff: 'export' },
      { plan: 'pro', features: ['read'] },
    ],
    [{ plan: 'pro', featuresOff: null }, { plan: 'pro' }],
    [{ plan: 'pro', featuresOff: { export: true } }, { plan: 'pro' }],
    [{ plan: 'pro', featuresOff: ['read', null] }, { plan: 'pro' }],
    [
      { plan: 'pro', featuresOn: [null, 'beta'] },
      { plan: 'pro', features: ['beta', 'export', 'read'] },
    ],
  ])('of the item %j are %j, whatever an earlier source says', async (item, claims) => {
    const sources = [
      staticClaims({ claims: { plan: 'gold', features: ['all'] } }),
      features({ table: fakeTable({ ENTITLEMENTS: item }), plans, defaultPlan: 'free' }),
    ]

    expect((await tokensOf(sources)).id).toEqual(claims)
  })

  test('that cannot be read are reported by the names of their claims', async () => {
    const table = fakeTable({ ENTITLEMENTS: { plan: 7, featuresOff: null } })
    const harness = harnessOf([features({ table, plans })])

    await harness.invoke(eventFixture(signIn))

    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['plan', 'features'] })
  })

  test('of an item that cannot be read are none, not even those of the default plan', async () => {
    const table = fakeTable()
    table.state = 'down'

    expect((await tokensOf([features({ table, plans, defaultPlan: 'free' })])).id).toEqual({})
  })
})
