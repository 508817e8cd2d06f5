/** Which failures replay finds, and how it goes over the index. */
import { describe, expect, test } from 'vitest'
import type { FoundRecord, LedgerEntry } from '../../../triggers/domain/effect-record.ts'
import type { QueuedRecord, RecordQueue } from '../../../triggers/ports/record-index.ts'
import { failedEffectsOf, visitFailed } from '../../../triggers/provisioning-worker/replay.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { createMemoryLedger } from '../../../triggers/testing/memory-ledger.ts'
import { createScene, key } from './scene.ts'

const keyOf = (sub: string) => ({ pk: `USER#pool#${sub}`, sk: 'PROVISIONING' })

describe('of one user', () => {
  test('the failed effects are found, with their causes and counts', async () => {
    const { ledger, put, entry } = createScene()
    const record = put({
      one: { state: 'failed', cause: 'Rejected', attempts: 3, notPerformed: 1 },
      two: { state: 'failed', attempts: 12 },
      pending: {},
      started: { state: 'started' },
      done: { state: 'done' },
      dropped: { state: 'dropped', cause: 'NoUser' },
    })

    expect(await failedEffectsOf(ledger, key, createCall)).toStrictEqual([
      {
        key,
        effect: 'one',
        cause: 'Rejected',
        counts: { attempts: 3, notPerformed: 1 },
        record,
        entry: entry('one'),
      },
      {
        key,
        effect: 'two',
        cause: 'unknown',
        counts: { attempts: 12, notPerformed: 0 },
        record,
        entry: entry('two'),
      },
    ])
  })

  test('who has no record, or was erased, there are none', async () => {
    const { ledger, put, records } = createScene()
    const without = await failedEffectsOf(ledger, key, createCall)
    put({ one: { state: 'failed' } })
    records.erased.add(key.pk)

    expect([without, await failedEffectsOf(ledger, key, createCall)]).toEqual([[], []])
  })
})

interface Queues {
  readonly due?: readonly (readonly [string, number])[]
  readonly failed?: readonly (readonly [string, number])[]
}

/** Everybody has one failed effect, but for those of `records`. */
async function visitAll(shards: readonly Queues[], records: ReadonlyMap<string, FoundRecord> = new Map()) {
  const finds: unknown[] = []
  const reads: number[] = []
  const visited: string[] = []
  const failure: LedgerEntry = { state: 'failed', freeAtMs: 0, attempts: 1, notPerformed: 0, facts: {} }
  const record = { user: { userName: '', region: '', source: '' }, entries: new Map([['mail', failure]]) }
  const index = {
    ...createMemoryLedger(),
    shards: shards.length,
    async find(queue: RecordQueue, shard: number, nowMs: number, limit: number, _: unknown, fromMs?: number) {
      finds.push([queue, shard, limit, fromMs])
      return (shards[shard]?.[queue] ?? [])
        .filter(([, atMs]) => atMs >= (fromMs ?? 0) && atMs <= nowMs)
        .slice(0, limit)
        .map(([sub, atMs]): QueuedRecord => ({ key: keyOf(sub), atMs }))
    },
    async readMany(keys: readonly { readonly pk: string }[]) {
      reads.push(keys.length)
      return new Map(
        keys.map(({ pk }): [string, FoundRecord] => [pk, records.get(pk) ?? { kind: 'record', record }]),
      )
    },
  }
  await visitFailed(
    index,
    createCall,
    async ({ key: { pk } }) => void visited.push(pk.replace('USER#pool#', '')),
  )
  return { finds, reads, visited }
}

/** Many users, one after the other or all at one moment. */
const many = (count: number, atMs: (index: number) => number = (index) => index) =>
  Array.from({ length: count }, (_, index): [string, number] => [`sub-${index}`, atMs(index)])
const namesOf = (users: readonly (readonly [string, number])[]) => users.map(([sub]) => sub)

describe('on the index', () => {
  test('both queues of every shard are read from the beginning to the end of time', async () => {
    const { finds, visited } = await visitAll([
      { due: [['a', 5]], failed: [['b', Number.MAX_SAFE_INTEGER]] },
      { failed: [['c', 7]] },
    ])

    expect(finds).toEqual([
      ['due', 0, 60, 0],
      ['failed', 0, 60, 0],
      ['due', 1, 60, 0],
      ['failed', 1, 60, 0],
    ])
    expect(visited).toEqual(['a', 'b', 'c'])
  })

  test('an empty one is read once, and no record is asked for', async () => {
    expect(await visitAll([{}])).toEqual({
      finds: [
        ['due', 0, 60, 0],
        ['failed', 0, 60, 0],
      ],
      reads: [],
      visited: [],
    })
  })

  test('a user in both queues is visited once', async () => {
    const { reads, visited } = await visitAll([{ due: [['a', 5]], failed: [['a', 6]] }])

    expect(visited).toEqual(['a'])
    expect(reads).toEqual([1, 0])
  })

  test('a user whose failure comes up between the queues is visited in the second', async () => {
    const seen = new Map<string, FoundRecord>()
    const { visited } = await visitAll(
      [{ due: [['a', 5]], failed: [['a', 6]] }],
      Object.assign(seen, {
        get: (pk: string): FoundRecord | undefined => {
          if (seen.has(pk)) return undefined
          seen.set(pk, { kind: 'none' })
          return { kind: 'none' }
        },
      }),
    )

    expect(visited).toEqual(['a'])
  })

  test.each([
    ['59 of 59 moments', many(59), [[60, 0]], [59]],
    [
      '60 of 60 moments',
      many(60),
      [
        [60, 0],
        [60, 59],
      ],
      [60],
    ],
    [
      '130 of 130 moments',
      many(130),
      [
        [60, 0],
        [60, 59],
        [60, 118],
      ],
      [60, 59, 11],
    ],
    [
      '130 of one moment',
      many(130, () => 7),
      [
        [60, 0],
        [60, 7],
        [120, 7],
        [240, 7],
      ],
      [60, 60, 10],
    ],
    [
      '70 of one moment, and 70 of later ones',
      many(140, (index) => Math.max(7, index - 62)),
      [
        [60, 0],
        [60, 7],
        [120, 7],
        [60, 57],
      ],
      [60, 60, 20],
    ],
    [
      '300 of the beginning of time',
      many(300, () => 0),
      [
        [60, 0],
        [120, 0],
        [240, 0],
        [480, 0],
      ],
      [60, 60, 60, 60, 60],
    ],
  ])(
    'all are found among %s, in pages that a read of records takes',
    async (_, users, expected, expectedReads) => {
      const { finds, reads, visited } = await visitAll([{ failed: users }])

      expect(visited).toEqual(namesOf(users))
      expect(finds.slice(1)).toEqual(expected.map((page) => ['failed', 0, ...page]))
      expect(reads).toEqual(expectedReads)
      expect(Math.max(...reads)).toBeLessThanOrEqual(60)
    },
  )
})
