import { describe, expect, test } from 'vitest'
import { profile } from '../../../triggers/post-confirmation/effects/profile.ts'
import { nowMs, perform } from '../../../triggers/testing/perform-effect.ts'

describe('the profile', () => {
  test('has the attributes that were asked for, as they were at confirmation', async () => {
    const items: unknown[] = []
    const table = {
      name: 'table',
      putIfAbsent: async (key: object, item: object) => {
        items.push({ ...key, ...item })
        return 'written' as const
      },
    } as const

    await perform(profile({ table, attributes: ['email', 'locale'] }))

    expect(items).toEqual([
      {
        pk: 'USER#pool#sub-1',
        sk: 'PROFILE',
        sub: 'sub-1',
        userName: 'jane',
        attributes: { email: 'jane@example.com' },
        createdAtMs: nowMs + 5_000,
      },
    ])
  })
})
