import { describe, expect, test } from 'vitest'
import type { Json } from '../../../triggers/core/decision.ts'
import type { ClaimTarget } from '../../../triggers/pre-token-generation/claim.ts'
import {
  type ClaimSource,
  type Contribution,
  userSources,
} from '../../../triggers/pre-token-generation/claim-source.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { staticClaims } from '../../../triggers/pre-token-generation/claims/static-claims.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventFixture } from '../../../triggers/testing/golden-events.ts'
import { ask } from './ask.ts'
import { harnessOf, signIn } from './run-sources.ts'
import { fakeTable } from '../../../triggers/testing/table.ts'

describe('restrictive entitlements', () => {
  const claims = { suspended: { attribute: 'suspended', isRestrictive: true }, plan: 'plan' } as const

  test('deny where the claim cannot be read or used, and only then', async () => {
    for (const value of [null, [null], Infinity, [['x']]]) {
      const table = fakeTable({ ENTITLEMENTS: { suspended: value, plan: 'pro' } })
      expect(await ask(entitlements({ table, claims }))).toBe('temporarily_unavailable')
    }
    const other = fakeTable({ ENTITLEMENTS: { suspended: true, plan: null } })
    expect(await ask(entitlements({ table: other, claims }))).toBe('allowed')
    expect(await ask(entitlements({ table: other, claims: { plan: 'plan' }, onFailure: 'deny' }))).toBe(
      'temporarily_unavailable',
    )
    other.state = 'down'
    expect(await ask(entitlements({ table: other, claims }))).toBe('temporarily_unavailable')
    expect(await ask(entitlements({ table: other, claims: { plan: 'plan' } }))).toBe('allowed')
  })

  test.each([
    ['of a list that loses an entry', 'id', undefined, ['a b', 'c'], 'temporarily_unavailable'],
    ['of a list that is whole', 'id', undefined, ['a', 'c'], 'allowed'],
    ['for the access token', 'access', undefined, true, 'temporarily_unavailable'],
    ['for both tokens', 'both', undefined, true, 'temporarily_unavailable'],
    ['for both, of a pool that is to send version 2', 'both', '2', true, 'temporarily_unavailable'],
    ['for both, of a pool that is to send this version', 'both', '1', true, 'allowed'],
    [
      'for both, of such a pool, of a list that loses an entry',
      'both',
      '1',
      ['a b'],
      'temporarily_unavailable',
    ],
  ] as const)('in event version 1, %s', async (_, target, expectedVersion, readOnly, expected) => {
    const table = fakeTable({ ENTITLEMENTS: { readOnly } })
    const source = entitlements({
      table,
      target,
      claims: { read_only: { attribute: 'readOnly', isRestrictive: true } },
    })
    const harness = harnessOf([source], {
      version1Encoding: 'space-separated',
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    })

    const answer = await harness.invoke({ ...eventFixture(signIn), version: '1' })

    expect(answer.kind === 'returned' ? 'allowed' : answer.message).toContain(expected)
  })

  test('are refused for the access token of a pool that is declared to send version 1', () => {
    const source = entitlements({ table: fakeTable(), target: 'access', claims })

    expect(() => definePreTokenGeneration({ expectedVersion: '1', claims: [source] })).toThrow(
      "claim source entitlements: the claim suspended is for the access token, in which expectedVersion '1' has no claims: give it the target 'id'",
    )
  })

  test('beyond the number of claims that a token has deny', async () => {
    const many = staticClaims({
      claims: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`c${index}`, 1])),
    })
    const table = fakeTable({ ENTITLEMENTS: { suspended: true } })

    const answer = await harnessOf([many, entitlements({ table, claims })]).invoke(eventFixture(signIn))

    expect(answer.kind === 'returned' ? 'allowed' : answer.message).toContain('temporarily_unavailable')
  })

  const taking = (given: Contribution): ClaimSource => ({
    name: 'later',
    sources: userSources,
    claimNames: [],
    contribute: () => given,
  })
  test.each<[string, string, Contribution]>([
    ['overrides', 'temporarily_unavailable', claim(false, 'both')],
    ['overrides it in one token', 'temporarily_unavailable', claim(false, 'access')],
    ['overrides it with what may be trimmed', 'temporarily_unavailable', claim(true, 'both')],
    ['overrides it with what is not taken', 'temporarily_unavailable', claim(null, 'id')],
    ['suppresses', 'temporarily_unavailable', { claimsToSuppress: ['suspended'] }],
    ['withholds', 'temporarily_unavailable', { claimsToWithhold: [{ name: 'suspended', target: 'id' }] }],
    ['repeats', 'allowed', { claims: [{ name: 'suspended', value: true, target: 'both', isKept: true }] }],
    ['leaves alone', 'allowed', { claims: [{ name: 'plan', value: 'free', target: 'both' }] }],
  ])('that a later source %s leave the token %s', async (_, expected, given) => {
    const table = fakeTable({ ENTITLEMENTS: { suspended: true, plan: 'pro' } })
    const harness = harnessOf([entitlements({ table, claims }), taking(given)])

    const answer = await harness.invoke(eventFixture(signIn))

    expect(answer.kind === 'returned' ? 'allowed' : answer.message).toContain(expected)
    expect(harness.reports[0]?.['cause']).toBe(expected === 'allowed' ? undefined : 'claim_lost')
  })

  test('that are not there leave the claim to later sources', async () => {
    const table = fakeTable({ ENTITLEMENTS: { plan: 'pro' } })
    const harness = harnessOf([entitlements({ table, claims }), taking(claim(false, 'both'))])

    expect((await harness.invoke(eventFixture(signIn))).kind).toBe('returned')
  })

  test('are refused where they may come from memory', () => {
    const readOnly = { attribute: 'readOnly', isRestrictive: true, isLastKnownAllowed: true }

    expect(() => entitlements({ table: fakeTable(), claims: { read_only: readOnly } })).toThrow(
      'entitlements: claims.read_only.isLastKnownAllowed goes without isRestrictive',
    )
    const partial = { attribute: 'readOnly', isPartial: true }
    expect(() => entitlements({ table: fakeTable(), claims: { read_only: partial } })).toThrow(
      'entitlements: claims.read_only.isPartial goes with isRestrictive: true',
    )
  })

  test('of an item that is shared need one that denies when it cannot be read', () => {
    const item = (onFailure: 'deny' | 'fewer-claims') =>
      userItem({ table: fakeTable(), item: 'ENTITLEMENTS', onFailure })

    expect(() => entitlements({ item: item('fewer-claims'), claims })).toThrow(
      /^entitlements: item must deny/,
    )
    expect(() => entitlements({ item: item('deny'), claims })).not.toThrow()
  })

  test('are never trimmed', async () => {
    const table = fakeTable({ ENTITLEMENTS: { suspended: 'x'.repeat(2_000), plan: 'y'.repeat(2_000) } })
    const harness = harnessOf([entitlements({ table, claims })], {
      size: { idBytes: 1_024, accessBytes: 1_024 },
    })

    const answer = await harness.invoke(eventFixture(signIn))

    const text = JSON.stringify(answer.kind === 'returned' ? answer.value : {})
    expect([text.includes('xxxx'), text.includes('yyyy')]).toEqual([true, false])
  })
})

function claim(value: Json, target: ClaimTarget): Contribution {
  return { claims: [{ name: 'suspended', value, target }] }
}
