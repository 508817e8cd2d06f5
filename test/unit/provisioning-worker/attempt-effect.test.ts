/** What becomes of one effect in one try: how it ends, what the record says then, and how often its target was called. */
import { describe, expect, test } from 'vitest'
import { NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import type { Closing } from '../../../triggers/ports/effect-ledger.ts'
import type { EffectDefinition } from '../../../triggers/post-confirmation/effect-definition.ts'
import { attemptEffect } from '../../../triggers/provisioning-worker/attempt-effect.ts'
import { createScene, key } from './scene.ts'

type Act = EffectDefinition['act']
type Options = NonNullable<Parameters<typeof createScene>[0]>
type Entry = NonNullable<ReturnType<ReturnType<typeof createScene>['entry']>>

interface Case {
  readonly act?: Act
  readonly effect?: Partial<EffectDefinition>
  readonly entry?: Partial<Entry>
  readonly scene?: Options
  readonly name?: string
}

const fails =
  (error: Error): Act =>
  async () => {
    throw error
  }
const down = fails(Object.assign(new Error('jane@example.com'), { code: 'ServiceUnavailable' }))
const hangs: Act = () => new Promise<never>(() => {})
const ends =
  (closing: Closing): Act =>
  async () =>
    closing

/** The wait is that of no chance: half of the whole. */
async function attempt({
  act = ends({ state: 'done' }),
  effect,
  entry = {},
  scene = {},
  name = 'mail',
}: Case) {
  let tries = 0
  const counted: Act = (...given) => {
    tries += 1
    return act(...given)
  }
  const {
    clock,
    config,
    work,
    put,
    entry: entryOf,
    done,
  } = createScene({
    effects: { mail: { ...effect, act: counted } },
    ...scene,
  })
  const record = put({ [name]: entry })
  const seen = entryOf(name)
  if (seen === undefined) throw new Error('there is no such effect')
  const startMs = clock.epochMs()
  const { end, report } = await clock.runUntil(
    attemptEffect(config, { key, name, entry: seen, record }, work),
  )
  const { freeAtMs = 0, ...left } = entryOf(name) ?? {}
  return { end, report, tries, left, freeInMs: freeAtMs - startMs, done }
}

describe('an effect that is performed', () => {
  test.each([
    ['done', { state: 'done' }, { state: 'done' }],
    ['done with a result', { state: 'done', result: 'id-1' }, { state: 'done', result: 'id-1' }],
    ['dropped', { state: 'dropped', cause: 'no_address' }, { state: 'dropped', cause: 'no_address' }],
  ] as const)('and says that it is %s ends so', async (_, closing, left) => {
    const tried = await attempt({ act: ends(closing) })

    expect(tried).toMatchObject({
      end: closing.state,
      tries: 1,
      report: { outcome: 'ok', result: 'performed' },
    })
    expect(tried.left).toStrictEqual({ ...left, attempts: 1, notPerformed: 0, facts: {} })
  })

  test('and that others have closed meanwhile ends as it did', async () => {
    expect(await attempt({ scene: { troubles: { close: 'taken' } } })).toMatchObject({
      end: 'done',
      tries: 1,
    })
  })

  test('and cannot be written down at first is written down once more', async () => {
    const tried = await attempt({ scene: { troubles: { close: 'fails-once' } } })

    expect(tried).toMatchObject({
      end: 'done',
      tries: 1,
      left: { state: 'done' },
      report: { outcome: 'failed' },
    })
    expect(tried.done).toEqual(['claim', 'close', 'close'])
  })

  test('and can never be written down is lost until its lease lapses', async () => {
    const tried = await attempt({ scene: { troubles: { close: 'fails' } } })

    expect(tried).toMatchObject({ end: 'lost', tries: 1, left: { state: 'pending', attempts: 1 } })
    expect(tried.freeInMs).toBe(30_000)
  })
})

describe('an effect that fails', () => {
  const lastAttempt = { attempts: 11, notPerformed: 0 }

  test.each<[string, Case, string, object, number]>([
    ['with an error', { act: down }, 'ServiceUnavailable', { attempts: 1, notPerformed: 0 }, 5_000],
    [
      'for the third time',
      { act: down, entry: { attempts: 2 } },
      'ServiceUnavailable',
      { attempts: 3 },
      20_000,
    ],
    [
      'in not being performed',
      { act: fails(new NotPerformedError('Throttled')) },
      'Throttled',
      { attempts: 1, notPerformed: 1 },
      5_000,
    ],
    ['by hanging', { act: hangs }, 'timeout', { attempts: 1, notPerformed: 0 }, 10_000],
    [
      'with what may not be repeated more than once',
      { act: down, effect: { delivery: 'at-most-twice' } },
      'ServiceUnavailable',
      { attempts: 1 },
      1_800_000,
    ],
    [
      'in not being performed, whatever may not be repeated',
      { act: fails(new NotPerformedError('Throttled')), effect: { delivery: 'at-most-once' } },
      'Throttled',
      { attempts: 1, notPerformed: 1 },
      5_000,
    ],
    [
      'in not being performed, whatever may be repeated once',
      { act: fails(new NotPerformedError('Throttled')), effect: { delivery: 'at-most-twice' } },
      'Throttled',
      { attempts: 1, notPerformed: 1 },
      5_000,
    ],
    [
      'since the answer of its claim is lost',
      { scene: { troubles: { claim: 'answer-lost' } } },
      'Error',
      { attempts: 1, notPerformed: 1 },
      5_000,
    ],
  ])('%s is tried later', async (_, given, cause, counts, freeInMs) => {
    const tried = await attempt(given)

    expect(tried).toMatchObject({ end: 'later', left: { state: 'pending', cause, ...counts }, freeInMs })
    expect(tried.left).not.toHaveProperty('owner')
  })

  test.each<[string, Case, object]>([
    [
      'for good',
      { act: fails(new PermanentEffectError('Rejected')) },
      { state: 'failed', cause: 'Rejected' },
    ],
    [
      'for good, and is of no use',
      { act: fails(new PermanentEffectError('NoUser', 'dropped')) },
      { state: 'dropped', cause: 'NoUser' },
    ],
    [
      'and says so itself',
      { act: ends({ state: 'failed', cause: 'Bounced' }) },
      { state: 'failed', cause: 'Bounced' },
    ],
    [
      'and may be dropped',
      { act: down, effect: { onFailure: { kind: 'drop' } } },
      { state: 'dropped', cause: 'ServiceUnavailable' },
    ],
    [
      'and may happen once at most',
      { act: down, effect: { delivery: 'at-most-once' } },
      { state: 'failed', cause: 'outcome_unknown' },
    ],
    [
      'by hanging, and may happen once at most',
      { act: hangs, effect: { delivery: 'at-most-once' } },
      { state: 'failed', cause: 'outcome_unknown' },
    ],
    [
      'and may happen once at most or be dropped',
      { act: down, effect: { delivery: 'at-most-once', onFailure: { kind: 'drop' } } },
      { state: 'failed', cause: 'outcome_unknown' },
    ],
    [
      'and may happen twice at most, twice',
      { act: down, effect: { delivery: 'at-most-twice' }, entry: { attempts: 1 } },
      { state: 'failed', cause: 'outcome_unknown' },
    ],
    [
      'for the last time',
      { act: down, entry: lastAttempt },
      { state: 'failed', cause: 'ServiceUnavailable' },
    ],
    [
      'for the last time without being performed',
      { act: fails(new NotPerformedError('Throttled')), entry: lastAttempt },
      { state: 'failed', cause: 'Throttled' },
    ],
  ])('%s is given up', async (_, given, left) => {
    const tried = await attempt(given)

    expect(tried).toMatchObject({ tries: 1, left: { ...left, attempts: (given.entry?.attempts ?? 0) + 1 } })
    expect(tried.end).toBe(Object.entries(left).find(([name]) => name === 'state')?.[1])
    expect(tried.report.outcome).toBe(given.act === hangs ? 'timeout' : 'failed')
  })

  test.each<[string, Case, string]>([
    ['when others have it by then', { act: down, scene: { troubles: { release: 'taken' } } }, 'taken'],
    ['when that cannot be written', { act: down, scene: { troubles: { release: 'fails' } } }, 'lost'],
    [
      'for good when others have it by then',
      { act: fails(new PermanentEffectError('X')), scene: { troubles: { close: 'taken' } } },
      'taken',
    ],
    [
      'for good when that cannot be written',
      { act: fails(new PermanentEffectError('X')), scene: { troubles: { close: 'fails' } } },
      'lost',
    ],
  ])('is left with its lease %s', async (_, given, end) => {
    expect(await attempt(given)).toMatchObject({
      end,
      tries: 1,
      left: { state: 'pending', attempts: 1, owner: 'run-1' },
      freeInMs: 30_000,
      report: { outcome: 'failed' },
    })
  })
})

test('an act that ends with its abort does not count as done: it was not waited for', async () => {
  const tried = await attempt({
    act: async (_, __, ___, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return { state: 'done' }
    },
    scene: { troubles: { close: 'fails-once' } },
  })

  expect(tried).toMatchObject({
    end: 'later',
    left: { state: 'pending', attempts: 1, notPerformed: 0, cause: 'timeout' },
    report: { outcome: 'timeout' },
  })
})

describe('an effect that is not begun', () => {
  const slow: Partial<EffectDefinition> = { dependency: { name: 'user-pool' } }

  test.each<[string, Case, object, object]>([
    [
      'was begun by one who died, and may happen once',
      { entry: { state: 'started', attempts: 1 } },
      { end: 'failed' },
      { state: 'failed', cause: 'outcome_unknown' },
    ],
    [
      'may be dropped, after a failure',
      { effect: { onFailure: { kind: 'drop' } }, entry: { attempts: 1, cause: 'Rejected' } },
      { end: 'dropped' },
      { state: 'dropped', cause: 'Rejected' },
    ],
    [
      'may be dropped, after one who died',
      { effect: { onFailure: { kind: 'drop' } }, entry: { attempts: 1 } },
      { end: 'dropped' },
      { state: 'dropped', cause: 'no_answer' },
    ],
    [
      'was tried as often as any',
      { entry: { attempts: 12, cause: 'Down' } },
      { end: 'failed' },
      { state: 'failed', cause: 'Down' },
    ],
    [
      'killed as many as it could',
      { entry: { attempts: 12 } },
      { end: 'failed' },
      { state: 'failed', cause: 'no_answer' },
    ],
    [
      'is of before a moment',
      {
        effect: { delivery: 'at-least-once' },
        scene: { effectsSinceMs: 1_767_225_600_000 + 1_000 },
        entry: { confirmedAtMs: 1 },
      },
      { end: 'dropped' },
      { state: 'dropped', cause: 'before_effects_since' },
    ],
    [
      'waits for a moment to come',
      { effect: { delivery: 'at-least-once' }, scene: { effectsSinceMs: 1_767_225_600_000 + 1_001 } },
      { end: 'failed' },
      { state: 'failed', cause: 'effects_since_in_future' },
    ],
    [
      'others have closed',
      { entry: { attempts: 12 }, scene: { troubles: { close: 'taken' } } },
      { end: 'taken' },
      { state: 'pending' },
    ],
    [
      'cannot be closed',
      { entry: { attempts: 12 }, scene: { troubles: { close: 'fails' } } },
      { end: 'lost' },
      { state: 'pending' },
    ],
    [
      'others have claimed',
      { scene: { troubles: { claim: 'taken' } } },
      { end: 'taken' },
      { state: 'pending', attempts: 0 },
    ],
    [
      'cannot be claimed',
      { scene: { troubles: { claim: 'fails' } } },
      { end: 'taken' },
      { state: 'pending', attempts: 0 },
    ],
    [
      'has no time left',
      { scene: { remainingMs: 9 } },
      { end: 'taken', report: { outcome: 'skipped' }, done: [] },
      { state: 'pending', attempts: 0 },
    ],
    [
      'is not configured',
      { name: 'new' },
      { end: 'later', freeInMs: 5_000 },
      { state: 'pending', attempts: 1, notPerformed: 1, cause: 'effect_not_configured' },
    ],
    [
      'has not been configured for long',
      { name: 'new', entry: { attempts: 3, notPerformed: 3 } },
      { end: 'later', freeInMs: 40_000 },
      { attempts: 4, notPerformed: 4 },
    ],
    [
      'is not configured, and others have claimed',
      { name: 'new', scene: { troubles: { claim: 'taken' } } },
      { end: 'taken' },
      { attempts: 0 },
    ],
    [
      'is not configured, and cannot be claimed',
      { name: 'new', scene: { troubles: { claim: 'fails' } } },
      { end: 'lost' },
      { attempts: 0 },
    ],
    [
      'is not configured, and cannot be given back',
      { name: 'new', scene: { troubles: { release: 'fails' } } },
      { end: 'lost' },
      { attempts: 1 },
    ],
    [
      'is not configured, and others give back',
      { name: 'new', scene: { troubles: { release: 'taken' } } },
      { end: 'taken' },
      { attempts: 1 },
    ],
  ])('since it %s ends accordingly, and its target hears nothing', async (_, given, expected, left) => {
    expect(await attempt(given)).toMatchObject({ tries: 0, ...expected, left })
  })

  test.each([
    [10_001, 'done', 1_000],
    [10_000, 'waiting', 0],
  ])('for its turn among the admin writes, with %i ms left, is %s', async (remainingMs, end, waitedMs) => {
    const claimedAtMs: number[] = []
    const { clock, config, work, put, entry, done } = createScene({
      remainingMs,
      effects: {
        group: {
          ...slow,
          act: async (_, __, nowMs) => {
            claimedAtMs.push(nowMs - startMs)
            return { state: 'done' }
          },
        },
      },
    })
    const startMs = clock.epochMs()
    const [group] = config.effects
    const record = put({ group: {} })
    const seen = entry('group')
    if (group === undefined || seen === undefined) throw new Error('there is no such effect')
    const leave = await work.adminTurns.begin(group, () => 60_000)
    leave?.()

    const tried = await clock.runUntil(
      attemptEffect(config, { key, name: 'group', entry: seen, record }, work),
    )

    expect(tried.end).toBe(end)
    // The lease counts from the turn.
    expect(claimedAtMs).toEqual(end === 'done' ? [waitedMs] : [])
    if (end === 'waiting') {
      expect(done).toEqual([])
      expect(tried.report).toStrictEqual({
        name: 'group',
        kind: 'effect',
        startMs: 300,
        durationMs: 0,
        attempts: 0,
        outcome: 'skipped',
        cause: 'no_turn',
      })
    }
  })
})

test('the report of an effect that is closed unbegun says why, and when', async () => {
  const { report } = await attempt({ entry: { attempts: 12, cause: 'Down' } })

  expect(report).toStrictEqual({
    name: 'mail',
    kind: 'effect',
    startMs: 300,
    durationMs: 0,
    attempts: 0,
    outcome: 'skipped',
    cause: 'Down',
  })
})
