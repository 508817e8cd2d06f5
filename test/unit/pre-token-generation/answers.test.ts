import { expect, test } from 'vitest'
import type { RawObject } from '../../../triggers/core/json.ts'
import { acceptedTerms } from '../../../triggers/pre-token-generation/claims/accepted-terms.ts'
import { features } from '../../../triggers/pre-token-generation/claims/features.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { tenant } from '../../../triggers/pre-token-generation/claims/tenant.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { harnessOf, respondTo } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const signIn = 'TokenGeneration_Authentication.v2'

test('reads run side by side: with every table hanging, the answer comes within the budget of one', async () => {
  const table = fakeTable()
  table.state = 'hanging'
  const harness = harnessOf([
    features({ table, plans: {} }),
    tenant({ table }),
    acceptedTerms({ from: { table, itemAttribute: 'terms' }, current: ['1'] }),
  ])

  const answer = await harness.invoke(eventFixture('TokenGeneration_RefreshTokens.v2'))

  expect(answer).toMatchObject({ kind: 'returned', tookMs: 1_000 })
  expect(table.reads).toHaveLength(3)
})

test('every version is answered, and one that was not expected is reported', async () => {
  for (const version of ['1', '2', '3']) {
    const harness = harnessOf([staticClaims({ claims: { a: 1 } })], { expectedVersion: '2' })

    const response = await respondTo(harness, eventFixture(`TokenGeneration_Authentication.v${version}`))

    expect(JSON.stringify(response)).toContain('"a":')
    expect(harness.reports[0]).toMatchObject({ eventVersion: version, outcome: 'allowed' })
    const notes = harness.reports[0]?.['notes']
    expect(notes).toEqual(expect.objectContaining(version === '2' ? {} : { expectedVersion: '2' }))
    expect(JSON.stringify(notes).includes('expectedVersion')).toBe(version !== '2')
  }
})

test('what cannot be carried is reported in a bounded line, whatever its name', async () => {
  const source: ClaimSource = {
    name: 'wild',
    sources: ['TokenGeneration_Authentication'],
    claimNames: [],
    contribute: () => ({
      claims: Array.from({ length: 5_000 }, (_, index) => ({
        name: `cognito:${index}${'x'.repeat(1_000)}`,
        value: 1,
        target: 'both' as const,
      })),
    }),
  }
  const harness = harnessOf([source])

  await harness.invoke(eventFixture(signIn))

  expect(harness.logLines[0]?.length).toBeLessThan(5_000)
  expect(harness.logLines[0]).toContain('and 9980 more')
})

test('one switch takes the admin scope out of every user token, and of no machine token', async () => {
  const tokens = async (event: RawObject) =>
    tokensIn(await respondTo(harnessOf([], { adminScope: 'remove' }), event)).scopesToSuppress

  expect(await tokens(eventFixture(signIn))).toEqual(['aws.cognito.signin.user.admin'])
  expect(await tokens(eventFixture('TokenGeneration_RefreshTokens.v3'))).toEqual([
    'aws.cognito.signin.user.admin',
  ])
  expect(await tokens(eventFixture('TokenGeneration_ClientCredentials.v3'))).toBeUndefined()
})
