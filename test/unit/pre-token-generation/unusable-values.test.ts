import { describe, expect, test } from 'vitest'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { harnessOf, respondTo, tokensOf, withAttributes } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

describe('a value that is no claim', () => {
  test.each([[null], [[['nested']]], ['\ud800']])(
    'of the table, %j, shows neither an earlier claim nor the attribute that it was to override',
    async (value) => {
      const sources = [
        staticClaims({ claims: { plan: 'gold', name: 'Static' } }),
        entitlements({
          table: fakeTable({ ENTITLEMENTS: { plan: value, name: value } }),
          claims: { plan: 'plan', name: 'name' },
        }),
      ]

      const tokens = await tokensOf(sources, withAttributes({ name: 'Jane' }))

      expect([tokens.id, tokens.idSuppressed]).toEqual([{}, ['name']])
      expect([tokens.access, tokens.accessSuppressed]).toEqual([{}, undefined])
    },
  )

  test('is reported, and a later source may still set the claim', async () => {
    const sources = [
      entitlements({ table: fakeTable({ ENTITLEMENTS: { name: null } }), claims: { name: 'name' } }),
      staticClaims({ claims: { name: 'Static' } }),
    ]
    const harness = harnessOf(sources)

    const answer = tokensIn(await respondTo(harness, withAttributes({ name: 'Jane' })))

    expect(answer).toMatchObject({ id: { name: 'Static' }, idSuppressed: undefined })
    expect(harness.reports[0]?.['notes']).toMatchObject({ dropped: ['id:name', 'access:name'] })
  })

  test('of one token leaves the other token alone', async () => {
    const sources = [
      staticClaims({ claims: { address: 'earlier' } }),
      entitlements({
        table: fakeTable({ ENTITLEMENTS: { address: { city: 'Bonn' } } }),
        claims: { address: 'address' },
      }),
    ]

    const tokens = await tokensOf(sources, withAttributes({ address: 'own' }))

    expect([tokens.id, tokens.idSuppressed]).toEqual([{}, ['address']])
    expect(tokens.access).toEqual({ address: { city: 'Bonn' } })
  })
})
