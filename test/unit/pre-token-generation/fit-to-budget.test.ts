import { describe, expect, test } from 'vitest'
import { tokenTooLarge } from '../../../triggers/core/denial-catalogue.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import { type ClaimSource, userSources } from '../../../triggers/pre-token-generation/claim-source.ts'
import { profileIncomplete } from '../../../triggers/pre-token-generation/claims/profile-incomplete.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { manyGroups } from './arbitrary-models.ts'
import { harnessOf, read, respondTo } from './run-sources.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'

const signIn = 'TokenGeneration_Authentication.v2'
const event = eventWith(signIn, {})
const kilobyte = 'x'.repeat(1_000)

/** Ten attributes of the pool's own. */
function attributesOf(length: number) {
  const names = Array.from({ length: 9 }, (_, index) => `custom:${index}`)
  const long = Object.fromEntries(['name', ...names].map((name) => [name, 'x'.repeat(length)]))
  return { userAttributes: long }
}

function groupsOf(count: number) {
  return { groupsToOverride: manyGroups(count), iamRolesToOverride: [], preferredRole: null }
}

function claimsOf(claims: Readonly<Record<string, Json>>): ClaimSource {
  return staticClaims({ claims, target: 'id' })
}

test('a token under its budget is left alone, and its size is reported', async () => {
  const harness = harnessOf([claimsOf({ a: kilobyte })])

  const response = await respondTo(harness, event)

  expect(tokensIn(response).id).toEqual({ a: kilobyte })
  expect(harness.reports[0]?.['notes']).toEqual({
    idTokenBytes: expect.any(Number),
    accessTokenBytes: expect.any(Number),
  })
})

describe('an overflow', () => {
  test('trims the lowest priority first and stops as soon as the token fits', async () => {
    const priorities = { a: 10, b: 20, c: 5 }
    const harness = harnessOf([claimsOf({ a: kilobyte, b: kilobyte, c: kilobyte })], {
      size: { idBytes: 3_500, priorities },
    })

    const response = await respondTo(harness, event)

    expect(tokensIn(response).id).toEqual({ b: kilobyte, claims_truncated: true })
    expect(harness.reports[0]?.['notes']).toMatchObject({
      truncated: ['id:c', 'id:a'],
      claimBytes: expect.arrayContaining(['1344 id:c', '1344 id:a', '1344 id:b', '40 access:cognito:groups']),
    })
  })

  test('trims the largest of equals first, so that the fewest go', async () => {
    const harness = harnessOf(
      [claimsOf({ small: 'x'.repeat(300), large: kilobyte, medium: 'x'.repeat(600) })],
      {
        size: { idBytes: 3_000 },
      },
    )

    expect(Object.keys(tokensIn(await respondTo(harness, event)).id)).toEqual([
      'small',
      'medium',
      'claims_truncated',
    ])
  })

  test('marks only the token that was trimmed', async () => {
    const harness = harnessOf([staticClaims({ claims: { a: kilobyte } })], { size: { accessBytes: 2_000 } })

    const { id, access } = tokensIn(await respondTo(harness, event))

    expect(id).toEqual({ a: kilobyte })
    expect(access).toEqual({ claims_truncated: true })
  })

  test('does not let an attribute come back that the trimmed claim overrode', async () => {
    const harness = harnessOf([claimsOf({ name: kilobyte })], { size: { idBytes: 2_000 } })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, event))

    expect(id).toEqual({ claims_truncated: true })
    expect(idSuppressed).toEqual(['name'])
  })

  test('leaves a claim whose absence would say more than its value', async () => {
    const harness = harnessOf([profileIncomplete({ required: ['birthdate'] }), claimsOf({ a: kilobyte })], {
      size: { idBytes: 1_900, priorities: { profile_incomplete: 0 } },
    })

    expect(tokensIn(await respondTo(harness, event)).id).toEqual({
      profile_incomplete: true,
      claims_truncated: true,
    })
  })

  test('takes all added scopes together, and groups with their roles', async () => {
    const scopesToAdd = Array.from({ length: 60 }, (_, index) => `resource-server/scope-${index}`)
    const groupConfiguration = {
      groupsToOverride: manyGroups(150),
      iamRolesToOverride: [],
      preferredRole: null,
    }
    const harness = harnessOf([staticClaims({ scopesToAdd, claims: { a: 1 } })], {
      size: { idBytes: 2_000, accessBytes: 2_000, priorities: { a: 0, scope: 10 } },
    })

    const {
      access,
      accessSuppressed,
      idSuppressed,
      scopesToAdd: added,
      groups,
    } = tokensIn(
      await respondTo(harness, eventWith('TokenGeneration_Authentication.v2', { groupConfiguration })),
    )

    expect({ access, added, groups }).toEqual({
      access: { claims_truncated: true },
      added: undefined,
      groups: undefined,
    })
    expect([accessSuppressed, idSuppressed]).toEqual([['cognito:groups'], ['cognito:groups']])
  })

  test('in version 1, takes groups out of the access token by the override, and says so in the ID token', async () => {
    const groupConfiguration = {
      groupsToOverride: manyGroups(300),
      iamRolesToOverride: ['arn:aws:iam::123456789012:role/a'],
      preferredRole: 'arn:aws:iam::123456789012:role/a',
    }

    const response = await respondTo(
      harnessOf([claimsOf({ a: 1 })]),
      eventWith('TokenGeneration_Authentication.v1', { groupConfiguration }),
    )

    expect(response).toEqual({
      claimsOverrideDetails: {
        claimsToAddOrOverride: { a: '1', claims_truncated: 'true' },
        groupOverrideDetails: {
          groupsToOverride: [],
          iamRolesToOverride: ['arn:aws:iam::123456789012:role/a'],
          preferredRole: 'arn:aws:iam::123456789012:role/a',
        },
      },
    })
  })

  test('denies, when that is declared, and reports what the claims cost', async () => {
    const harness = harnessOf([claimsOf({ a: kilobyte })], {
      size: { idBytes: 2_000, onOverflow: tokenTooLarge },
    })

    const answer = await harness.invoke(event)

    expect(answer.kind === 'threw' && answer.message).toMatch(/^\[token_too_large\]/)
    expect(harness.reports[0]).toMatchObject({
      outcome: 'denied',
      by: 'size',
      notes: { claimBytes: expect.arrayContaining(['1344 id:a']) },
    })
  })

  test.each([
    ['an ID token', 'TokenGeneration_Authentication.v2', attributesOf(2_000), ['id']],
    [
      'both tokens',
      'TokenGeneration_Authentication.v2',
      { groupConfiguration: groupsOf(400) },
      ['id', 'access'],
    ],
    ['a token of version 1', 'TokenGeneration_Authentication.v1', attributesOf(2_000), ['id']],
  ])('denies %s over the budget without any claim source, and reports it as it was', async (...given) => {
    const [, fixture, request, overBudget] = given
    const harness = harnessOf([], { size: { onOverflow: tokenTooLarge } })

    const answer = await harness.invoke(eventWith(fixture, request))

    expect(answer.kind === 'threw' && answer.message).toMatch(/^\[token_too_large\]/)
    const notes = read(harness.reports[0], 'notes')
    expect(notes).toMatchObject({ overBudget })
    expect(notes).not.toHaveProperty('truncated')
    expect(overBudget.every((token) => Number(notes[`${token}TokenBytes`]) > 4_096)).toBe(true)
  })

  test('denies a token that nothing could make fit', async () => {
    const harness = harnessOf([], { size: { onOverflow: tokenTooLarge, kept: ['name'] } })

    const answer = await harness.invoke(eventWith('TokenGeneration_Authentication.v2', attributesOf(4_000)))

    expect(answer.kind === 'threw' && answer.message).toMatch(/^\[token_too_large\]/)
  })

  test('denies nothing under the budget', async () => {
    const harness = harnessOf([claimsOf({ a: kilobyte })], { size: { onOverflow: tokenTooLarge } })

    expect(tokensIn(await respondTo(harness, event)).id).toEqual({ a: kilobyte })
  })
})

test('claims that are never trimmed, and scopes, still stay under the number that Cognito allows', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => `n${index}`)
  const source: ClaimSource = {
    name: 'many',
    sources: userSources,
    claimNames: [],
    contribute: () => ({
      claims: many.map((name) => ({ name, value: 1, target: 'both' as const, isKept: true })),
      scopesToAdd: many,
    }),
  }

  const answer = await harnessOf([source], { size: { priorities: { scope: 100 } } }).invoke(event)

  expect(answer.kind === 'returned' ? findResponseProblems(event, answer.value) : answer).toEqual([])
})

test('the budget holds for machine clients, which have no ID token', async () => {
  const source: ClaimSource = {
    name: 'machine',
    sources: ['TokenGeneration_ClientCredentials'],
    claimNames: [],
    contribute: () => ({ claims: [{ name: 'a', value: 'x'.repeat(9_000), target: 'access' }] }),
  }
  const harness = harnessOf([source])

  const response = await respondTo(harness, eventWith('TokenGeneration_ClientCredentials.v3', {}))

  expect(response).toEqual({
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { claims_truncated: true } },
    },
  })
  expect(harness.reports[0]?.['notes']).not.toHaveProperty('idTokenBytes')
  expect(userSources).not.toContain('TokenGeneration_ClientCredentials')
})
