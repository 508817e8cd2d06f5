/** How one user is left, and in which steps. */
import { describe, expect, test } from 'vitest'
import type { LedgerEntry, LedgerRecord } from '../../../triggers/domain/effect-record.ts'
import { provision } from '../../../triggers/provisioning-worker/provision.ts'
import { createScene, key, jane } from './scene.ts'

type Options = NonNullable<Parameters<typeof createScene>[0]>
type Scene = ReturnType<typeof createScene>

interface Case {
  /** The record; by default it is missing. */
  readonly entries?: Readonly<Record<string, Partial<LedgerEntry>>>
  readonly unlisted?: (nowMs: number) => LedgerRecord['unlisted']
  readonly scene?: Options
  readonly before?: (scene: Scene) => void
  readonly under?: string
}

const epochStartMs = 1_767_225_600_000

async function run({ entries, unlisted, scene = {}, before = () => {}, under }: Case) {
  const acts: string[] = []
  const act = (name: string) => async () => {
    acts.push(name)
    return { state: 'done' as const }
  }
  const made = createScene({
    effects: { one: { act: act('one') }, two: { act: act('two'), delivery: 'at-least-once' } },
    ...scene,
  })
  const { clock, config, work, put, records, done } = made
  const mark = unlisted?.(clock.epochMs())
  if (entries !== undefined) put(entries, mark === undefined ? {} : { unlisted: mark })
  before(made)
  const of = under === undefined ? key : { ...key, pk: under }
  const record = records.records.get(key.pk)
  if (under !== undefined && record !== undefined) records.records.set(under, record)
  const left = await clock.runUntil(provision(config, of, work))
  const ends = left.attempted.map(({ report, end }) => `${report.name} ${end}`)
  return {
    left,
    ends,
    acts,
    done,
    due: records.due.get(key.pk),
    failed: records.failed.has(key.pk),
    nowMs: clock.epochMs(),
  }
}

test.each<[string, Case, string, string | undefined, readonly string[]]>([
  ['has no record', {}, 'none', undefined, []],
  [
    'is erased',
    { entries: { one: {} }, before: ({ records }) => void records.erased.add(key.pk) },
    'erased',
    undefined,
    [],
  ],
  [
    'cannot be read',
    { entries: { one: {} }, scene: { troubles: { read: 'fails' } } },
    'unknown',
    'Error',
    [],
  ],
  ['has a strange key', { entries: { one: {} }, under: 'USER#pool' }, 'unknown', 'user_key_unreadable', []],
  ['has a finished record', { entries: { one: { state: 'done' } } }, 'finished', undefined, []],
  ['has a failed effect', { entries: { one: { state: 'failed' } } }, 'failed', undefined, []],
  ['has effects that wait', { entries: { one: { freeAtMs: epochStartMs + 1_001 } } }, 'due', undefined, []],
  [
    'has effects that are free',
    { entries: { one: {}, two: {} } },
    'finished',
    undefined,
    ['one done', 'two done'],
  ],
  [
    'has one that is free since this moment',
    { entries: { one: { freeAtMs: epochStartMs + 1_000 }, two: { freeAtMs: epochStartMs + 1_001 } } },
    'due',
    undefined,
    ['one done'],
  ],
  [
    'cannot be settled',
    { entries: { one: {} }, scene: { troubles: { settle: 'fails' } } },
    'unknown',
    'Error',
    ['one done'],
  ],
  [
    'was changed by others',
    { entries: { one: {} }, scene: { troubles: { settle: 'taken' } } },
    'due',
    undefined,
    ['one done'],
  ],
  [
    'has too little time for an effect',
    { entries: { one: {} }, scene: { remainingMs: 15_999 } },
    'due',
    undefined,
    [],
  ],
  [
    'has just time for an effect',
    { entries: { one: {} }, scene: { remainingMs: 16_000 } },
    'finished',
    undefined,
    ['one done'],
  ],
])('a user who %s is left accordingly', async (_, given, end, cause, ends) => {
  const { left, ends: ended, acts } = await run(given)

  expect(left).toStrictEqual({
    pk: given.under ?? key.pk,
    end,
    steps: left.attempted.map(({ report }) => report),
    attempted: left.attempted,
    ...(cause === undefined ? {} : { cause }),
  })
  expect(ended).toEqual(ends)
  expect(acts).toEqual(ends.map((one) => one.split(' ')[0]))
})

test('a user whose effects wait is due when the first of them is', async () => {
  const { due, failed } = await run({
    entries: {
      one: { freeAtMs: epochStartMs + 9_000 },
      two: { freeAtMs: epochStartMs + 8_000 },
    },
  })

  expect([due, failed]).toEqual([epochStartMs + 8_000, false])
})

describe('a failure of the confirmation', () => {
  const unreported = { state: 'failed', isUnreported: true } as const
  const note = { name: 'one', kind: 'effect', startMs: 300, durationMs: 0, attempts: 0, outcome: 'skipped' }

  test.each([
    ['with its cause', { ...unreported, cause: 'NoGroup' }, 'NoGroup'],
    ['without one', unreported, 'unknown'],
  ])('is counted once, %s, and one that was counted is not', async (_, entry, cause) => {
    const { left, done, failed } = await run({
      entries: { one: entry, two: { state: 'failed', cause: 'X' } },
    })

    expect(left.attempted).toStrictEqual([{ report: { ...note, cause }, end: 'failed' }])
    expect(left.end).toBe('failed')
    expect(done).toEqual(['read', 'acknowledge', 'read', 'settle'])
    expect(failed).toBe(true)
  })

  test('that others count is not counted here', async () => {
    const { left } = await run({
      entries: { one: unreported },
      scene: { troubles: { acknowledge: 'taken' } },
    })

    expect(left.attempted).toEqual([])
  })

  test('that cannot be noted stays, and nothing else is begun', async () => {
    const { left, acts } = await run({
      entries: { one: unreported, two: {} },
      scene: { troubles: { acknowledge: 'fails' } },
    })

    expect([left.end, left.cause, acts]).toEqual(['unknown', 'Error', []])
  })
})

describe('an unlisted record', () => {
  const user = jane
  const users = { findUser: async () => user }
  const due = (nowMs: number) => ({ freeAtMs: nowMs, attempts: 0 })

  test.each<[string, Case, string, string | undefined, readonly string[]]>([
    [
      'is listed and finished',
      { scene: { users } },
      'finished',
      undefined,
      ['user-list listed', 'one done', 'two done'],
    ],
    [
      'is not asked for before its time',
      { scene: { users }, unlisted: (nowMs) => ({ freeAtMs: nowMs + 1, attempts: 0 }) },
      'due',
      undefined,
      [],
    ],
    [
      'tells what is withheld',
      { scene: { users, effectsSinceMs: 6 } },
      'finished',
      undefined,
      ['user-list listed', 'two dropped', 'one done'],
    ],
    ['whose user is not listed yet is due', {}, 'due', undefined, ['user-list later']],
    [
      'that cannot be enrolled says why',
      { scene: { users, troubles: { enroll: 'fails' } } },
      'due',
      'Error',
      ['user-list lost'],
    ],
    [
      'goes on with the effects that it has',
      { entries: { one: {} } },
      'due',
      undefined,
      ['user-list later', 'one done'],
    ],
    [
      'counts what failed before it is listed',
      { entries: { one: { state: 'failed', isUnreported: true } } },
      'due',
      undefined,
      ['one failed', 'user-list later'],
    ],
    [
      'that is withdrawn is none',
      { scene: { users: { findUser: async () => ({ ...user, isEnabled: false }) } } },
      'none',
      undefined,
      ['user-list listed'],
    ],
  ])('%s', async (_, given, end, cause, ends) => {
    const { left, ends: ended } = await run({ entries: {}, unlisted: due, ...given })

    expect([left.end, left.cause, ended]).toEqual([end, cause, ends])
  })

  test('reports what is withheld as dropped, with the cause', async () => {
    const { left } = await run({ entries: {}, unlisted: due, scene: { users, effectsSinceMs: 6 } })

    expect(left.attempted[1]).toStrictEqual({
      report: {
        name: 'two',
        kind: 'effect',
        startMs: 300,
        durationMs: 0,
        attempts: 0,
        outcome: 'skipped',
        cause: 'before_effects_since',
      },
      end: 'dropped',
    })
  })
})
