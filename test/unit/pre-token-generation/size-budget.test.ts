/** The options of the size budget: what is kept, and what is refused at load. */
import { describe, expect, test } from 'vitest'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { manyGroups } from './arbitrary-models.ts'
import { harnessOf, read, respondTo } from './run-sources.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const signIn = 'TokenGeneration_Authentication.v2'
const kilobyte = 'x'.repeat(1_000)

describe('names that are kept', () => {
  const groupConfiguration = {
    groupsToOverride: manyGroups(150),
    iamRolesToOverride: [],
    preferredRole: null,
  }

  test('are never left out, whether claims, attributes, scopes or groups', async () => {
    const scopesToAdd = Array.from({ length: 60 }, (_, index) => `resource-server/scope-${index}`)
    const kept = ['a', 'name', 'scope', 'cognito:groups']
    const raw = eventWith(signIn, {
      userAttributes: { name: kilobyte, locale: kilobyte },
      groupConfiguration,
    })
    const harness = harnessOf([staticClaims({ claims: { a: kilobyte, b: kilobyte }, scopesToAdd })], {
      size: { idBytes: 2_000, accessBytes: 2_000, kept },
    })

    const response = tokensIn(await respondTo(harness, raw))

    expect(response).toMatchObject({
      id: { a: kilobyte, claims_truncated: true },
      access: { a: kilobyte, claims_truncated: true },
      idSuppressed: ['locale'],
      accessSuppressed: undefined,
      scopesToAdd,
      groups: undefined,
    })
    expect([response.id, response.access].some((claims) => 'b' in claims)).toBe(false)
    expect(harness.reports[0]?.['notes']).toMatchObject({ overBudget: ['id', 'access'] })
  })

  test('alone over the budget leave the token as it is, without the mark, and the report says so', async () => {
    const harness = harnessOf([staticClaims({ claims: { a: kilobyte }, target: 'id' })], {
      size: { idBytes: 2_000, kept: ['a', 'name', 'cognito:groups'] },
    })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, eventWith(signIn, {})))

    expect([id, idSuppressed]).toEqual([{ a: kilobyte }, undefined])
    const notes = read(harness.reports[0], 'notes')
    expect(notes).toMatchObject({ overBudget: ['id'], claimBytes: expect.arrayContaining(['1344 id:a']) })
    expect(notes).not.toHaveProperty('truncated')
  })
})

test.each([
  [{ idBytes: 100 }],
  [{ kept: [''] }],
  [{ kept: ['plan'], priorities: { plan: 10 } }],
  [{ accessBytes: 20_000 }],
  [{ idBytes: Number.NaN }],
  [{ priorities: { plan: 101 } }],
])('the budget %j is refused when the configuration is loaded', (size) => {
  expect(() => harnessOf([], { size })).toThrow(/^definePreTokenGeneration: size\./)
})
