import { expect, test } from 'vitest'
import { starterEntitlements } from '../../../triggers/post-confirmation/effects/starter-entitlements.ts'
import { perform } from '../../../triggers/testing/perform-effect.ts'

test.each(['written', 'exists'] as const)(
  'a new user starts with the entitlements, and those that exist are left: %s',
  async (outcome) => {
    const puts: unknown[] = []
    const table = {
      name: 'table',
      putIfAbsent: async (key: object, item: object) => {
        puts.push([key, item])
        return outcome
      },
    } as const

    const closing = await perform(starterEntitlements({ table, entitlements: { plan: 'free', seats: 1 } }))

    expect(closing).toEqual({ state: 'done' })
    expect(puts).toEqual([
      [
        { pk: 'USER#pool#sub-1', sk: 'ENTITLEMENTS' },
        { plan: 'free', seats: 1 },
      ],
    ])
  },
)
