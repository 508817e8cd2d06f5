import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCache } from '../../../triggers/core/cache.ts'

interface Step {
  readonly key: string
  readonly value: string | undefined
  readonly passMs: number
}

const steps = fc.array(
  fc.record<Step>({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    value: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
    passMs: fc.integer({ min: 0, max: 60 }),
  }),
)

test('a cache never answers another key, never older than its age, and stays within its bounds', () => {
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 30 }),
      (run, maxEntries, maxWeight) => {
        let nowMs = 0
        const cache = createCache<string>({
          clock: { epochMs: () => nowMs },
          maxAgeMs: 100,
          maxEntries,
          maxWeight,
          weigh: (value) => value.length,
        })
        const last = new Map<string, { readonly value: string; readonly atMs: number }>()
        for (const { key, value, passMs } of run) {
          nowMs += passMs
          if (value !== undefined) {
            cache.set(key, value)
            last.set(key, { value, atMs: nowMs })
          }

          const found = cache.get(key)

          const truth = last.get(key)
          const isFresh = truth !== undefined && nowMs - truth.atMs <= 100
          expect([undefined, isFresh ? truth.value : undefined]).toContain(found)
          expect(cache.size).toBeLessThanOrEqual(maxEntries)
          const held = ['a', 'b', 'c', 'd', 'e'].map((name) => cache.get(name)?.length ?? 0)
          expect(held.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(maxWeight)
        }
      },
    ),
  )
})

test('the entry that was used least recently goes first', () => {
  const cache = createCache<number>({ clock: { epochMs: () => 0 }, maxAgeMs: 10, maxEntries: 2 })
  cache.set('a', 1)
  cache.set('b', 2)
  cache.get('a')

  cache.set('c', 3)

  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
})

test('a shorter age can be asked for, and the entry stays for those who take an older one', () => {
  let nowMs = 0
  const cache = createCache<number>({ clock: { epochMs: () => nowMs }, maxAgeMs: 100, maxEntries: 2 })
  cache.set('a', 1)

  nowMs = 50

  expect([cache.get('a', 49), cache.get('a', 50), cache.get('a')]).toEqual([undefined, 1, 1])
})

test('an entry from a clock that was set back is gone', () => {
  let nowMs = 1_000
  const cache = createCache<number>({ clock: { epochMs: () => nowMs }, maxAgeMs: 100, maxEntries: 2 })
  cache.set('a', 1)

  nowMs = 900

  expect(cache.get('a')).toBeUndefined()
})
