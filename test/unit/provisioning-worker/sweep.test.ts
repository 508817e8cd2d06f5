/** Which shards a sweep reads, how often, and where time ends it. */
import { describe, expect, test } from 'vitest'
import type { RecordIndex } from '../../../triggers/ports/record-index.ts'
import { provisionAll, sweep } from '../../../triggers/provisioning-worker/sweep.ts'
import { createScene } from './scene.ts'

const keyOf = (sub: string) => ({ pk: `USER#pool#${sub}`, sk: 'PROVISIONING' })
/** The time that a user needs. No user is begun with less. */
const leastMs = 18_000

interface ShardsOptions {
  /** What each read of a shard finds, read after read; then no users. */
  readonly pages: Readonly<Record<number, readonly (readonly string[])[]>>
  readonly shards?: number
  readonly random?: number
  readonly remainingMs?: number
  /** How long a read takes. */
  readonly findMs?: number
  readonly failing?: number
}

/** Users without a record, who were due `dueMs` ago. */
async function sweepOver({ pages, shards = 4, random, remainingMs, findMs = 0, failing }: ShardsOptions) {
  const read: number[] = []
  const asked: unknown[] = []
  const index: Partial<RecordIndex> = {
    shards,
    async find(queue, shard, nowMs, limit) {
      const page = pages[shard]?.[read.filter((other) => other === shard).length] ?? []
      read.push(shard)
      asked.push([queue, nowMs - startMs, limit])
      await scene.clock.sleep(findMs)
      if (shard === failing) throw Object.assign(new Error('table'), { code: 'ThrottlingException' })
      return page.map((sub, place) => ({ key: keyOf(sub), atMs: nowMs - 1_000 - place }))
    },
  }
  const scene = createScene({
    index,
    ...(random === undefined ? {} : { random }),
    ...(remainingMs === undefined ? {} : { remainingMs }),
  })
  const startMs = scene.clock.epochMs()
  const { users, ...rest } = await scene.clock.runUntil(sweep(scene.config, scene.work))
  return { read, asked, subs: users.map(({ pk }) => pk.replace('USER#pool#', '')), users, rest }
}

const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `sub-${from + index}`)

test.each([
  [0, [0, 1, 2, 3]],
  [0.24, [0, 1, 2, 3]],
  [0.25, [1, 2, 3, 0]],
  [0.5, [2, 3, 0, 1]],
  [0.999, [3, 0, 1, 2]],
])('by chance %d a sweep reads each shard once, in the order %j', async (random, order) => {
  const { read, asked, subs, rest } = await sweepOver({ pages: { 2: [['a']], 0: [['b']] }, random })

  expect(read).toEqual(order)
  expect(asked).toEqual(order.map(() => ['due', 0, 25]))
  expect(subs).toEqual(order.flatMap((shard) => ({ 2: ['a'], 0: ['b'] })[shard] ?? []))
  expect(rest).toStrictEqual({ oldestDueMs: 1_000, unreadable: 0 })
})

describe('a shard', () => {
  test.each<[string, readonly (readonly string[])[], number, number]>([
    ['with nobody', [[]], 1, 0],
    ['with a page that is not full', [many(24), ['more']], 1, 24],
    ['with a full page', [many(25), many(3, 25)], 2, 28],
    ['with two full pages', [many(25), many(25, 25)], 3, 50],
    ['with a full page, some of it seen', [many(25), many(25, 10), ['more']], 3, 36],
    ['with a full page that stays as it was', [many(25), many(25), ['more']], 2, 25],
  ])('%s is read until there is nobody new', async (_, pages, reads, users) => {
    const { read, subs, rest } = await sweepOver({ pages: { 0: pages }, shards: 1 })

    expect(read).toHaveLength(reads)
    expect(subs).toHaveLength(users)
    expect(new Set(subs).size).toBe(users)
    expect(rest.oldestDueMs).toBe(users === 0 ? 0 : 999 + Math.min(25, users))
  })

  test('whose users were seen on another shard is over', async () => {
    const { read, subs } = await sweepOver({ pages: { 0: [many(25)], 1: [many(25), ['more']] }, shards: 2 })

    expect(read).toEqual([0, 0, 1])
    expect(subs).toEqual(many(25))
  })

  test('that cannot be read is counted with the cause, and the others are read', async () => {
    const { read, subs, rest } = await sweepOver({ pages: { 1: [['a']], 3: [['b']] }, failing: 2 })

    expect(read).toEqual([0, 1, 2, 3])
    expect(subs).toEqual(['a', 'b'])
    expect(rest).toStrictEqual({ oldestDueMs: 1_000, unreadable: 1, cause: 'ThrottlingException' })
  })
})

test.each([
  ['before the first shard', leastMs - 1, 0, []],
  ['not yet at the first shard', leastMs, 0, [0, 0, 1, 1]],
  ['within a shard', leastMs + 999, 1_000, [0]],
  ['within a shard, a moment later', leastMs + 1_000, 1_000, [0, 0]],
  ['between two shards', leastMs + 2_000, 1_000, [0, 0, 1]],
])('time ends a sweep %s', async (_, remainingMs, findMs, read) => {
  const pages = { 0: [many(25)], 1: [many(25, 25)] }

  expect((await sweepOver({ pages, shards: 2, remainingMs, findMs })).read).toEqual(read)
})

test.each([
  [60_000, 9, 9],
  [leastMs - 1, 9, 0],
  [leastMs, 9, 4],
  [leastMs + 1_000, 9, 8],
])('with %i ms left, of %i users %i are begun, four at once', async (remainingMs, count, begun) => {
  let atWork = 0
  let most = 0
  const read: string[] = []
  const { config, work, clock } = createScene({
    remainingMs,
    ledger: {
      async read({ pk }) {
        read.push(pk)
        atWork += 1
        most = Math.max(most, atWork)
        await clock.sleep(1_000)
        atWork -= 1
        return { kind: 'none' }
      },
    },
  })
  const keys = many(count).map(keyOf)

  const users = await clock.runUntil(provisionAll(config, keys, work))

  expect(users.map(({ pk, end }) => [pk, end])).toEqual(keys.slice(0, begun).map(({ pk }) => [pk, 'none']))
  expect(read).toEqual(keys.slice(0, begun).map(({ pk }) => pk))
  expect(most).toBe(Math.min(4, begun))
  expect(keys).toHaveLength(count)
})
