import { describe, expect, test } from 'vitest'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tokensOf, withAttributes } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('accepted terms', () => {
  test.each([
    ['2026-05', { terms_accepted: true, terms_version: '2026-05' }],
    ['2020-01', { terms_accepted: false, terms_version: '2020-01' }],
    [undefined, { terms_accepted: false }],
  ])('of the version %j in a user attribute', async (version, claims) => {
    const source = acceptedTerms({ from: { userAttribute: 'custom:terms' }, current: ['2026-05'] })
    const event = withAttributes(version === undefined ? {} : { 'custom:terms': version })

    expect((await tokensOf([source], event)).access).toEqual(claims)
  })

  test('that cannot be read are neither accepted nor refused', async () => {
    const table = fakeTable()
    table.state = 'down'

    expect(
      (await tokensOf([acceptedTerms({ from: { table, itemAttribute: 'terms' }, current: ['1'] })])).id,
    ).toEqual({})
  })

  test.each([null, 7, ['2026-05']])('of the unreadable version %j are not accepted', async (terms) => {
    const sources = [
      staticClaims({ claims: { terms_accepted: true, terms_version: '2026-05' } }),
      acceptedTerms({
        from: { table: fakeTable({ PROFILE: { terms } }), itemAttribute: 'terms' },
        current: ['2026-05'],
      }),
    ]

    expect((await tokensOf(sources)).access).toEqual({ terms_accepted: false })
  })
})
