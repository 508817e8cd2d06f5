/** A user's own attributes in the ID token: they never push out a claim of the suite. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import type { ClaimSource } from '../../../triggers/pre-token-generation/claim-source.ts'
import { findResponseProblems } from '../../support/cognito-token-validator.ts'
import { eventWith } from '../../../triggers/testing/golden-events.ts'
import { measureTokens } from './make-tokens.ts'
import { harnessOf, read, respondTo } from './run-sources.ts'
import { tokensIn } from '../../../triggers/testing/pre-token-generation.ts'
import { runs } from '../../support/run-counts.ts'

const signIn = 'TokenGeneration_Authentication.v2'
const event = eventWith(signIn, {})
const kilobyte = 'x'.repeat(1_000)
const person = {
  sub: '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
  email: 'jane@example.com',
  email_verified: 'true',
  name: 'Jane',
}

function profileOf(length: number) {
  return { userAttributes: { ...person, name: 'x'.repeat(length), locale: 'y'.repeat(length) } }
}

function claimsOf(claims: Readonly<Record<string, Json>>): ClaimSource {
  return staticClaims({ claims, target: 'id' })
}

describe('what a user wrote into the own profile', () => {
  const longProfile = { userAttributes: { ...person, name: 'x'.repeat(2_048), locale: 'y'.repeat(2_048) } }
  const restricting = staticClaims({ claims: { suspended: true, permissions: ['articles:read'] } })

  test.each(['1', '2', '3'])('goes before any claim of the suite in version %s', async (version) => {
    const raw = eventWith(`TokenGeneration_Authentication.v${version}`, longProfile)
    const harness = harnessOf([restricting], { size: { priorities: { suspended: 0, permissions: 0 } } })

    const response = await respondTo(harness, raw)

    const isVersion1 = version === '1'
    const id = isVersion1 ? read(response, 'claimsOverrideDetails') : undefined
    expect(id ?? read(read(response, 'claimsAndScopeOverrideDetails'), 'idTokenGeneration')).toEqual({
      claimsToAddOrOverride: {
        suspended: isVersion1 ? 'true' : true,
        permissions: isVersion1 ? '["articles:read"]' : ['articles:read'],
        claims_truncated: isVersion1 ? 'true' : true,
      },
      claimsToSuppress: ['locale', 'name'],
    })
    expect(findResponseProblems(raw, { ...raw, response })).toEqual([])
    expect(measureTokens(raw, response).id).toBeLessThanOrEqual(4_096)
    expect(harness.reports[0]?.['notes']).toMatchObject({ truncated: ['id:locale', 'id:name'] })
  })

  test('goes before a longer claim of the lowest priority', async () => {
    const harness = harnessOf([claimsOf({ a: kilobyte })], { size: { idBytes: 3_500, priorities: { a: 0 } } })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, eventWith(signIn, profileOf(500))))

    expect([id, idSuppressed]).toEqual([{ a: kilobyte, claims_truncated: true }, ['locale']])
  })

  test('can be given a priority by its name, like a claim', async () => {
    const harness = harnessOf([claimsOf({ a: kilobyte })], {
      size: { idBytes: 4_300, priorities: { name: 60, locale: 10 } },
    })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, eventWith(signIn, profileOf(1_000))))

    expect([id, idSuppressed]).toEqual([{ a: kilobyte, claims_truncated: true }, ['locale']])
  })

  test('stays when it is too short to help', async () => {
    const harness = harnessOf([claimsOf({ a: kilobyte, b: 1 })], { size: { idBytes: 2_000 } })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, event))

    expect([id, idSuppressed]).toEqual([{ b: 1, claims_truncated: true }, undefined])
    expect(harness.reports[0]?.['notes']).toMatchObject({ truncated: ['id:a'] })
  })

  test('stays as far as there is room when the claims are gone, the shortest first', async () => {
    const userAttributes = {
      ...person,
      name: 'x'.repeat(300),
      locale: 'x'.repeat(200),
      zoneinfo: 'x'.repeat(100),
    }
    const raw = eventWith(signIn, { userAttributes })

    const response = await respondTo(
      harnessOf([claimsOf({ a: kilobyte })], { size: { idBytes: 2_000 } }),
      raw,
    )

    expect(tokensIn(response)).toMatchObject({ id: { claims_truncated: true }, idSuppressed: ['name'] })
    expect(measureTokens(raw, response).id).toBeLessThanOrEqual(2_000)
  })

  test('leaves what names the person: sub, the address and its state, and what cannot be suppressed', async () => {
    const userAttributes = {
      ...person,
      'cognito:user_status': 'CONFIRMED',
      phone_number: '+49301234567',
      phone_number_verified: 'true',
      identities: JSON.stringify([{ userId: 'x'.repeat(5_000) }]),
      'custom:a': 'x',
      'dev:custom:b': 'y',
    }
    const raw = eventWith(signIn, { userAttributes })
    const harness = harnessOf([])

    const response = await respondTo(harness, raw)

    expect(tokensIn(response).idSuppressed).toEqual([
      'phone_number',
      'dev:custom:b',
      'custom:a',
      'name',
      'cognito:groups',
    ])
    expect(findResponseProblems(raw, { ...raw, response })).toEqual([])
    expect(harness.reports[0]?.['notes']).toMatchObject({ overBudget: ['id'] })
  })

  test('is no address when it is longer than any address, and goes then', async () => {
    const userAttributes = { ...person, email: `${'x'.repeat(2_030)}@example.com` }
    const harness = harnessOf([restricting], { size: { idBytes: 3_000 } })

    const { id, idSuppressed } = tokensIn(await respondTo(harness, eventWith(signIn, { userAttributes })))

    expect(id).toMatchObject({ suspended: true, permissions: ['articles:read'] })
    expect(idSuppressed).toEqual(['email'])
  })

  test('does not stay where a claim of the suite overrides it, and counts once', async () => {
    const raw = eventWith(signIn, profileOf(1_500))
    const harness = harnessOf([claimsOf({ name: 'Jane' })])

    expect(tokensIn(await respondTo(harness, raw))).toMatchObject({
      id: { name: 'Jane' },
      idSuppressed: undefined,
    })
  })
})

test('whatever the profile holds, the token is within its budget with all claims of the suite in it', async () => {
  const names = ['name', 'locale', 'picture', 'address', 'phone_number', 'custom:a', 'custom:b', 'email']
  const profile = fc.dictionary(
    fc.constantFrom(...names),
    fc.string({ unit: fc.constantFrom('x', 'ä', '名', '"', '\\'), minLength: 0, maxLength: 2_048 }),
    { noNullPrototype: true },
  )
  const claims = { suspended: true, permissions: ['articles:read'] }
  await fc.assert(
    fc.asyncProperty(profile, fc.constantFrom('1', '2', '3'), async (attributes, version) => {
      const raw = eventWith(`TokenGeneration_Authentication.v${version}`, {
        userAttributes: { ...person, ...attributes },
      })

      const response = await respondTo(harnessOf([staticClaims({ claims })]), raw)

      expect(measureTokens(raw, response).id).toBeLessThanOrEqual(4_096)
      expect(JSON.stringify(response)).toContain('suspended')
      expect(JSON.stringify(response)).toContain('articles:read')
      expect(findResponseProblems(raw, { ...raw, response })).toEqual([])
    }),
    { numRuns: runs({ few: 60, full: 300 }), seed: 22 },
  )
})
