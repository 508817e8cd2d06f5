/** How the list of due effects of one user ends: enrolled, put off, withdrawn, or left to others. */
import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../../triggers/domain/effect-record.ts'
import { listEffects } from '../../../triggers/provisioning-worker/list-effects.ts'
import type { PoolUser } from '../../../triggers/ports/record-index.ts'
import { createScene, key, jane } from './scene.ts'

type Options = NonNullable<Parameters<typeof createScene>[0]>

interface Case {
  /** The user in the pool's list; by default the list is empty. */
  readonly user?: Partial<PoolUser>
  readonly attempts?: number
  readonly entries?: Readonly<Record<string, Partial<LedgerEntry>>>
  readonly scene?: Options
}

const act = async () => ({ state: 'done' as const })
const down = () => Promise.reject(Object.assign(new Error('jane'), { code: 'TooManyRequestsException' }))

async function list({ user, attempts = 0, entries = {}, scene = {} }: Case) {
  const asked: unknown[] = []
  const enrolled: unknown[] = []
  const found: PoolUser | undefined = user && {
    ...jane,
    ...user,
  }
  const { clock, config, work, put, records, done, ledger } = createScene({
    effects: { profile: { act }, mail: { act, delivery: 'at-least-once' } },
    users: {
      async findUser(of) {
        asked.push(of)
        return found
      },
    },
    ...scene,
  })
  const nowMs = clock.epochMs()
  const unlisted = { freeAtMs: nowMs - 1, attempts }
  const record = put(entries, { unlisted })
  const counting = {
    ...config,
    ledger: {
      ...ledger,
      enroll: (...given: Parameters<typeof ledger.enroll>) => {
        enrolled.push(given[1])
        return ledger.enroll(...given)
      },
    },
  }
  const listed = await clock.runUntil(listEffects(counting, { key, record, unlisted }, work))
  const left = records.records.get(key.pk)
  return { listed, left, nowMs, asked, enrolled, done }
}

describe('a user in the pool', () => {
  test('has every effect enrolled that is due, once each, and the mark taken away', async () => {
    const tried = await list({ user: {}, entries: { profile: { state: 'done' } } })

    expect(tried.asked).toEqual([{ userPoolId: 'pool', sub: 'sub-1' }])
    expect(tried.enrolled).toEqual([{ name: 'mail', facts: { for: 'mail' }, confirmedAtMs: 5 }])
    expect(tried.done).toEqual(['enroll', 'markListed'])
    expect(tried.listed).toStrictEqual({
      attempted: {
        end: 'listed',
        report: {
          name: 'user-list',
          kind: 'effect',
          startMs: 300,
          durationMs: 0,
          attempts: 0,
          outcome: 'ok',
          result: 'performed',
        },
      },
      record: tried.left,
      withheld: [],
    })
    expect([...(tried.left?.entries.keys() ?? [])]).toEqual(['profile', 'mail'])
    expect(tried.left).not.toHaveProperty('unlisted')
  })

  test('and who was confirmed before a moment is told what is withheld', async () => {
    const tried = await list({ user: {}, scene: { effectsSinceMs: 6 } })

    expect(tried.enrolled).toMatchObject([{ name: 'profile' }])
    expect(tried.listed.withheld).toEqual(['mail'])
  })
})

test('a user who is gone, whose record has effects, has nothing enrolled besides', async () => {
  const tried = await list({ attempts: 4, entries: { profile: {} } })

  expect(tried.enrolled).toEqual([])
  expect(tried.listed).toMatchObject({ attempted: { end: 'listed' }, withheld: [] })
  expect(tried.listed.withheld).toEqual([])
  expect([...(tried.listed.record?.entries.keys() ?? [])]).toEqual(['profile'])
})

test.each<[string, Case, string, string | undefined]>([
  ['is gone', { attempts: 4 }, 'listed', undefined],
  ['is disabled', { user: { isEnabled: false } }, 'listed', undefined],
  ['was never confirmed', { user: { status: 'UNCONFIRMED' }, attempts: 4 }, 'listed', undefined],
])('a record of nothing but its mark, of a user who %s, is withdrawn', async (_, given, end, cause) => {
  const { listed, left, done } = await list(given)

  expect(listed.attempted.end).toBe(end)
  expect(listed.cause).toBe(cause)
  expect(listed).not.toHaveProperty('record')
  expect(left).toBeUndefined()
  expect(done).toEqual(['withdraw'])
})

describe('the list is put off', () => {
  test.each<[string, Case, string, number, string | undefined]>([
    ['the pool does not have the user yet', {}, 'user_not_listed', 5_000, undefined],
    [
      'the pool does not have the user for the fourth time',
      { attempts: 3 },
      'user_not_listed',
      40_000,
      undefined,
    ],
    [
      'the user is not confirmed yet',
      { user: { status: 'UNCONFIRMED' } },
      'user_not_listed',
      5_000,
      undefined,
    ],
    [
      'the pool does not answer',
      { scene: { users: { findUser: down } } },
      'TooManyRequestsException',
      5_000,
      undefined,
    ],
    [
      'a disabled user has effects',
      { user: { isEnabled: false }, entries: { profile: {} } },
      '',
      5_000,
      'user_not_provisionable',
    ],
    [
      'the record cannot be withdrawn',
      { user: { isEnabled: false }, scene: { troubles: { withdraw: 'fails' } } },
      '',
      5_000,
      'Error',
    ],
  ])('when %s', async (_, given, reported, waitMs, cause) => {
    const { listed, left, nowMs, enrolled } = await list(given)

    expect(listed.attempted.end).toBe('later')
    expect(listed.attempted.report.cause ?? '').toBe(reported)
    expect(listed.cause).toBe(cause)
    expect(left?.unlisted).toEqual({ freeAtMs: nowMs + waitMs, attempts: (given.attempts ?? 0) + 1 })
    expect(enrolled).toEqual([])
  })

  test('after a look-up that hangs, whose budget is that of a record', async () => {
    const { listed, left, nowMs } = await list({
      scene: { users: { findUser: () => new Promise<never>(() => {}) } },
    })

    expect(listed.attempted).toMatchObject({
      end: 'later',
      report: { outcome: 'timeout', durationMs: 2_000 },
    })
    expect(left?.unlisted?.freeAtMs).toBe(nowMs + 2_000 + 5_000)
  })
})

test('a user for whom an effect throws is put off, so that others come first, and rings the alarm', async () => {
  const remember = () => {
    throw new TypeError('jane@example.com')
  }

  const { listed, left, nowMs, enrolled } = await list({
    user: {},
    scene: { effects: { profile: { act }, mail: { act, remember } } },
  })

  expect(listed).toMatchObject({ attempted: { end: 'failed' }, cause: 'TypeError' })
  expect(left?.unlisted).toEqual({ freeAtMs: nowMs + 5_000, attempts: 1 })
  expect(enrolled).toEqual([])
  expect(JSON.stringify(listed)).not.toContain('jane')
})

test.each<[string, Case, string, string | undefined]>([
  [
    'others have taken the mark',
    { user: {}, scene: { troubles: { markListed: 'taken' } } },
    'taken',
    undefined,
  ],
  ['others have put it off', { scene: { troubles: { putOffListing: 'taken' } } }, 'taken', undefined],
  [
    'others have withdrawn it',
    { attempts: 4, scene: { troubles: { withdraw: 'taken' } } },
    'taken',
    undefined,
  ],
  ['there is no time to look', { user: {}, scene: { remainingMs: 9 } }, 'taken', undefined],
  ['an effect cannot be enrolled', { user: {}, scene: { troubles: { enroll: 'fails' } } }, 'lost', 'Error'],
  ['the mark cannot be taken', { user: {}, scene: { troubles: { markListed: 'fails' } } }, 'lost', 'Error'],
  ['it cannot be put off', { scene: { troubles: { putOffListing: 'fails' } } }, 'lost', undefined],
  [
    'it can be neither withdrawn nor put off',
    { attempts: 4, scene: { troubles: { withdraw: 'fails', putOffListing: 'fails' } } },
    'lost',
    'Error',
  ],
])('the list stays for a later run when %s', async (_, given, end, cause) => {
  const { listed, left, nowMs } = await list(given)

  expect(listed.attempted.end).toBe(end)
  expect(listed.cause).toBe(cause)
  expect(listed).not.toHaveProperty('record')
  expect(left?.unlisted).toEqual({ freeAtMs: nowMs - 1, attempts: given.attempts ?? 0 })
})
