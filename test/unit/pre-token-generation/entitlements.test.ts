import { describe, expect, test } from 'vitest'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { userItem } from '../../../triggers/pre-token-generation/table-fact.ts'
import { eventFixture } from '../../support/event-fixtures.ts'
import { ask } from './ask.ts'
import { fakeTable, harnessOf, signIn } from './run-sources.ts'

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
