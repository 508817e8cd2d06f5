/** One page of a walk: who is handed over, who is woken, and what is counted. */
import { describe, expect, test } from 'vitest'
import type { FoundRecord, LedgerEntry, LedgerRecord } from '../../../triggers/domain/effect-record.ts'
import { createPacer } from '../../../triggers/provisioning-worker/pacer.ts'
import { readCheckpoint } from '../../../triggers/provisioning-worker/input.ts'
import { beginReconcile, reconcilePage } from '../../../triggers/provisioning-worker/reconcile.ts'
import type { PoolUser } from '../../../triggers/ports/record-index.ts'
import { createScene, key, jane } from './scene.ts'

const minAgeMs = 900_000
const forgottenAfterMs = 600_000
const act = async () => ({ state: 'done' as const })
type Ledger = NonNullable<NonNullable<Parameters<typeof createScene>[0]>['ledger']>
type Opening = Parameters<NonNullable<Ledger['open']>>[0]
type Settling = Parameters<NonNullable<Ledger['settle']>>

interface PageOptions {
  readonly user?: Partial<PoolUser>
  /** Undefined: the table answers nothing under the key. */
  readonly found?: (nowMs: number) => FoundRecord
  readonly opened?: Awaited<ReturnType<NonNullable<Ledger['open']>>>
  readonly isDryRun?: boolean
  readonly effectsSinceMs?: (nowMs: number) => number
  readonly from?: unknown
  /** The error with which the pool answers. */
  readonly refusal?: string
}

/** A page with one user, changed long ago, and with two effects: of `mail` a repeat is seen. */
async function walkPage({
  user,
  found,
  opened = { kind: 'opened' },
  isDryRun = false,
  ...rest
}: PageOptions) {
  const openings: Opening[] = []
  const settlings: Settling[] = []
  const asked: unknown[] = []
  const nowMs = createScene().clock.epochMs()
  const record = found?.(nowMs)
  const { config, clock, work } = createScene({
    effects: { profile: { act }, mail: { act, delivery: 'at-least-once' } },
    ...(rest.effectsSinceMs === undefined ? {} : { effectsSinceMs: rest.effectsSinceMs(nowMs) }),
    ledger: {
      async open(opening) {
        openings.push(opening)
        return opened
      },
      async settle(...given) {
        settlings.push(given)
        return 'settled'
      },
    },
    index: {
      async readMany(keys) {
        asked.push(keys)
        return new Map(record === undefined ? [] : [[key.pk, record]])
      },
    },
    users: {
      async listUsers(page) {
        asked.push(page)
        if (rest.refusal !== undefined) throw Object.assign(new Error('refused'), { code: rest.refusal })
        const one = {
          ...jane,
          ...user,
        }
        return { users: user === undefined ? [] : [one], nextToken: 'next' }
      },
    },
  })
  const { signal } = new AbortController()
  const pacers = { pagePacer: createPacer(clock, 10), userPacer: createPacer(clock, 10) }
  const walk = { ...pacers, clock, deadline: work.deadline, region: 'eu-west-1', isDryRun, signal }
  const from = rest.from === undefined ? beginReconcile('pool') : readCheckpoint(rest.from)
  const checkpoint = await clock.runUntil(reconcilePage(config, from, walk))
  const counts = Object.entries(checkpoint.counts).filter(([, count]) => count > 0)
  return { nowMs, checkpoint, counts: Object.fromEntries(counts), openings, settlings, asked }
}

const recordOf = (
  entries: Readonly<Record<string, Partial<LedgerEntry>>>,
  unlisted?: LedgerRecord['unlisted'],
): FoundRecord => {
  const free = { state: 'pending', freeAtMs: 0, attempts: 0, notPerformed: 0, facts: {} } as const
  const known = Object.entries(entries).map(([name, entry]): [string, LedgerEntry] => [
    name,
    { ...free, ...entry },
  ])
  return {
    kind: 'record',
    record: {
      user: { userName: 'jane', region: 'eu-west-1', source: 'Reconcile' },
      entries: new Map(known),
      ...(unlisted === undefined ? {} : { unlisted }),
    },
  }
}

describe('a user without a record', () => {
  test.each<[string, (() => FoundRecord) | undefined]>([
    ['who is not in the table', () => ({ kind: 'none' })],
    ['about whom the table says nothing', undefined],
  ])('%s is handed over with every effect, for anyone', async (_, found) => {
    const { openings, checkpoint, counts, nowMs } = await walkPage({ user: {}, ...(found && { found }) })

    expect(openings).toStrictEqual([
      {
        key,
        user: { userName: 'jane', region: 'eu-west-1', source: 'Reconcile' },
        effects: ['profile', 'mail'].map((name) => ({
          name,
          facts: { for: name },
          confirmedAtMs: 5,
          claim: 'anyone',
        })),
        owner: 'reconcile',
        nowMs,
      },
    ])
    expect(counts).toEqual({ seen: 1, opened: 1 })
    expect(checkpoint).toMatchObject({ effects: { profile: 1, mail: 1 }, withheld: {} })
  })

  test.each<[string, PageOptions['opened'], object]>([
    ['was erased meanwhile', { kind: 'erased' }, { seen: 1, erased: 1 }],
    [
      'was handed over meanwhile',
      { kind: 'record', record: { user: { userName: '', region: '', source: '' }, entries: new Map() } },
      { seen: 1, underWay: 1 },
    ],
  ])('who %s has no effect counted', async (_, opened, expected) => {
    const { openings, checkpoint, counts } = await walkPage({ user: {}, ...(opened && { opened }) })

    expect(openings).toHaveLength(1)
    expect(counts).toEqual(expected)
    expect(checkpoint).toMatchObject({ effects: {}, withheld: {} })
    expect(checkpoint.effects).toEqual({})
  })

  test.each<[string, (nowMs: number) => Partial<PoolUser>, object]>([
    ['created a moment ago', (nowMs) => ({ createdAtMs: nowMs - minAgeMs + 1 }), { seen: 1, skipped: 1 }],
    ['changed a moment ago', (nowMs) => ({ modifiedAtMs: nowMs - minAgeMs + 1 }), { seen: 1, skipped: 1 }],
    ['changed long enough ago', (nowMs) => ({ modifiedAtMs: nowMs - minAgeMs }), { seen: 1, opened: 1 }],
    ['not confirmed', () => ({ status: 'UNCONFIRMED' }), { seen: 1, skipped: 1 }],
    ['disabled', () => ({ isEnabled: false }), { seen: 1, skipped: 1 }],
  ])('who was %s is counted as that', async (_, user, expected) => {
    const { nowMs } = await walkPage({})
    const { counts, openings } = await walkPage({ user: user(nowMs) })

    expect(counts).toEqual(expected)
    expect(openings).toHaveLength('opened' in expected ? 1 : 0)
  })

  test('in a dry run would be handed over, and is not', async () => {
    const { counts, openings, checkpoint } = await walkPage({ user: {}, isDryRun: true })

    expect(counts).toEqual({ seen: 1, opened: 1 })
    expect(checkpoint.effects).toEqual({ profile: 1, mail: 1 })
    expect(openings).toEqual([])
  })

  test('of before a moment is handed over without what was sent by then', async () => {
    const { openings, checkpoint } = await walkPage({ user: {}, effectsSinceMs: (nowMs) => nowMs })

    expect(openings.flatMap(({ effects }) => effects.map(({ name }) => name))).toEqual(['profile'])
    expect(checkpoint).toMatchObject({ effects: { profile: 1 }, withheld: { mail: 1 } })
  })
})

describe('a user with a record', () => {
  test.each<[string, (nowMs: number) => FoundRecord, string, boolean]>([
    ['that is erased', () => ({ kind: 'erased' }), 'erased', false],
    ['without effects', () => recordOf({}), 'provisioned', false],
    [
      'that is finished',
      () => recordOf({ profile: { state: 'done' }, mail: { state: 'dropped' } }),
      'provisioned',
      false,
    ],
    [
      'that has failed',
      () => recordOf({ profile: { state: 'done' }, mail: { state: 'failed' } }),
      'failed',
      false,
    ],
    [
      'that is under way',
      (nowMs) => recordOf({ mail: { freeAtMs: nowMs - forgottenAfterMs } }),
      'underWay',
      false,
    ],
    ['that waits', (nowMs) => recordOf({ mail: { freeAtMs: nowMs + 1 } }), 'underWay', false],
    [
      'that is under way, and has failed',
      (nowMs) => recordOf({ profile: { freeAtMs: nowMs }, mail: { state: 'failed' } }),
      'failed',
      false,
    ],
    [
      'that is forgotten',
      (nowMs) => recordOf({ mail: { freeAtMs: nowMs - forgottenAfterMs - 1 } }),
      'woken',
      true,
    ],
    [
      'that is forgotten beside what waits',
      (nowMs) => recordOf({ profile: { freeAtMs: nowMs }, mail: { freeAtMs: nowMs - forgottenAfterMs - 1 } }),
      'woken',
      true,
    ],
    [
      'that is forgotten, and has failed',
      (nowMs) => recordOf({ profile: { freeAtMs: nowMs - forgottenAfterMs - 1 }, mail: { state: 'failed' } }),
      'woken',
      true,
    ],
    [
      'whose effects were not listed for long',
      (nowMs) => recordOf({}, { freeAtMs: nowMs - forgottenAfterMs - 1, attempts: 0 }),
      'woken',
      true,
    ],
  ])('%s is left or woken accordingly', async (_, found, as, isSettled) => {
    const { counts, openings, settlings, nowMs, checkpoint } = await walkPage({ user: {}, found })

    expect(counts).toEqual({ seen: 1, [as]: 1 })
    expect(openings).toEqual([])
    expect(checkpoint).toMatchObject({ effects: {}, withheld: {} })
    expect(checkpoint.effects).toEqual({})
    expect(settlings.map(([of, due, , atMs]) => [of, due.kind, atMs])).toEqual(
      isSettled ? [[key, 'due', nowMs]] : [],
    )
  })

  test('that is forgotten is only counted in a dry run', async () => {
    const { counts, settlings } = await walkPage({
      user: {},
      isDryRun: true,
      found: (nowMs) => recordOf({ mail: { freeAtMs: nowMs - forgottenAfterMs - 1 } }),
    })

    expect([counts, settlings]).toEqual([{ seen: 1, woken: 1 }, []])
  })
})

describe('a page whose token Cognito refuses', () => {
  const refuse = (code: string, restarts: number) =>
    walkPage({
      from: { userPoolId: 'pool', nextToken: 'old', pages: 4, restarts, counts: { seen: 10 } },
      refusal: code,
    })

  test.each(['InvalidParameterException', 'ValidationException'])(
    'by %s begins the walk anew, and counts that',
    async (code) => {
      const { checkpoint } = await refuse(code, 1)

      expect(checkpoint).toStrictEqual({ ...beginReconcile('pool'), restarts: 2 })
    },
  )

  test.each([
    ['for the fourth time', 'InvalidParameterException', 3],
    ['for another reason', 'TooManyRequestsException', 0],
  ])('%s fails', async (_, code, restarts) => {
    await expect(refuse(code, restarts)).rejects.toMatchObject({ code })
  })

  test('and that has none fails, since the pool or the call is wrong', async () => {
    const from = { userPoolId: 'pool' }

    await expect(walkPage({ from, refusal: 'InvalidParameterException' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
  })
})

describe('a page', () => {
  const from = {
    userPoolId: 'pool',
    nextToken: 'here',
    pages: 4,
    counts: { seen: 10, opened: 2 },
    effects: { mail: 3, other: 1 },
    withheld: { event: 2 },
  }

  test('is asked for by its token, and adds to what was counted', async () => {
    const { asked, checkpoint } = await walkPage({ user: {}, from })

    expect(asked).toEqual([{ userPoolId: 'pool', token: 'here' }, [key]])
    expect(checkpoint).toStrictEqual({
      userPoolId: 'pool',
      isDone: false,
      pages: 5,
      restarts: 0,
      counts: { ...beginReconcile('pool').counts, seen: 11, opened: 3 },
      effects: { mail: 4, other: 1, profile: 1 },
      withheld: { event: 2 },
      nextToken: 'next',
    })
  })

  test('with nobody asks for no record', async () => {
    const { asked, checkpoint } = await walkPage({ from })

    expect(asked).toEqual([{ userPoolId: 'pool', token: 'here' }])
    expect(checkpoint).toMatchObject({ pages: 5, counts: { seen: 10, opened: 2 }, nextToken: 'next' })
  })
})
