/** The provisioning worker: what it tries, what it leaves for later, and what it gives up. */
import { describe, expect, test } from 'vitest'
import { backoffMs, maxEffectAttempts } from '../../../triggers/once/backoff.ts'
import { attemptsKept, isLastAttempt } from '../../../triggers/domain/delivery.ts'
import { leaseMs, NotPerformedError, PermanentEffectError } from '../../../triggers/domain/effect-record.ts'
import type { EffectDefinition } from '../../../triggers/post-confirmation/effect-definition.ts'
import { definePostConfirmation } from '../../../triggers/post-confirmation/define.ts'
import { defineProvisioningWorker } from '../../../triggers/provisioning-worker/config.ts'
import {
  failedEffectsOf,
  visitFailed,
  type FailedEffect,
} from '../../../triggers/provisioning-worker/replay.ts'
import { createWorker } from '../../../triggers/provisioning-worker/run.ts'
import {
  createMemoryLedger,
  createMemoryRecords,
  type MemoryLedger,
} from '../../../triggers/testing/memory-ledger.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { anEffect } from '../../support/an-effect.ts'
import { contextOf, createWorkerRuntime } from '../../support/worker-runtime.ts'

const key = { pk: 'USER#pool#sub-1', sk: 'PROVISIONING' }
const stream = { Records: [{ dynamodb: { Keys: { pk: { S: key.pk }, sk: { S: key.sk } } } }] }
const sweep = { kind: 'sweep' }

type Act = EffectDefinition['act']

function createScene(acts: Readonly<Record<string, Partial<EffectDefinition> & { readonly act: Act }>>) {
  const clock = createVirtualClock()
  const records = createMemoryRecords()
  const isDown = { value: false, failsNext: '', answersAfterMs: { operation: '', ms: 0 } }
  const ledger: MemoryLedger = createMemoryLedger(async (operation) => {
    const isFailing = isDown.value || isDown.failsNext === operation
    if (isDown.failsNext === operation) isDown.failsNext = ''
    if (isFailing) throw new Error('table')
    const { operation: late, ms } = isDown.answersAfterMs
    if (operation === late) await clock.sleep(ms)
  }, records)
  const effects = Object.entries(acts).map(([name, given]) => anEffect(name, given))
  const config = defineProvisioningWorker({
    postConfirmation: definePostConfirmation({ ledger, effects }),
    index: ledger,
    users: {
      name: 'user-pool',
      listUsers: async () => ({ users: [], nextToken: undefined }),
      findUser: async () => undefined,
    },
  })
  const lines: string[] = []
  let runs = 0
  const worker = createWorker(config, {
    ...createWorkerRuntime(clock, lines),
    hashUser: (_, sub) => `hash-${sub.length}`,
  })
  const run = (input: unknown, timeoutMs = 60_000): Promise<unknown> => {
    runs += 1
    return clock.runUntil(worker(input, contextOf(clock, `run-${runs}`, timeoutMs)))
  }
  const open = (...names: readonly string[]) =>
    ledger.open(
      {
        key,
        user: { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' },
        effects: names.map((name) => ({ name, facts: { for: name }, claim: 'anyone' as const })),
        owner: 'opener',
        nowMs: clock.epochMs(),
      },
      createCall(),
    )
  const entry = (name: string) => records.records.get(key.pk)?.entries.get(name)
  const wait = (ms: number) => clock.runUntil(clock.sleep(ms))
  return { clock, records, ledger, isDown, lines, run, open, entry, wait, config }
}

function reportOf(lines: readonly string[]) {
  return JSON.parse(lines.at(-1) ?? '{}')
}

test('the stream has every deferred effect performed with what it remembers, and the user leaves the index', async () => {
  const seen: unknown[] = []
  const { run, open, records, lines, entry } = createScene({
    mail: {
      act: async (user, idempotencyKey) => {
        seen.push({ ...user, idempotencyKey })
        return { state: 'done', result: 'message-1' }
      },
    },
  })
  await open('mail')

  const answer = await run(stream)

  expect(answer).toEqual({ batchItemFailures: [] })
  expect(seen).toEqual([
    {
      userPoolId: 'pool',
      sub: 'sub-1',
      userName: 'jane',
      region: 'eu-west-1',
      source: 'PostConfirmation_ConfirmSignUp',
      facts: { for: 'mail' },
      findCreatedAtMs: expect.any(Function),
      idempotencyKey: 'pool#sub-1#mail',
    },
  ])
  expect(entry('mail')).toMatchObject({ state: 'done', result: 'message-1' })
  expect(records.due.size).toBe(0)
  expect(reportOf(lines)).toMatchObject({ input: 'stream', Provisioned: 1, EffectPerformed: 1, userCount: 1 })
})

test('an effect that fails waits longer each time, and all attempts together outlast an outage of an hour', async () => {
  let tries = 0
  const { run, open, records, clock, entry, lines } = createScene({
    event: {
      act: async () => {
        tries += 1
        throw Object.assign(new Error('down'), { code: 'ServiceUnavailable' })
      },
    },
  })
  await open('event')
  const waits: number[] = []

  await run(stream)
  for (let attempt = 1; attempt < maxEffectAttempts; attempt += 1) {
    const dueAtMs = records.due.get(key.pk) ?? 0
    waits.push(dueAtMs - clock.epochMs())
    expect(entry('event')).toMatchObject({ state: 'pending', attempts: attempt, cause: 'ServiceUnavailable' })
    await clock.runUntil(clock.sleep(dueAtMs - clock.epochMs()))
    await run(sweep)
  }

  expect(waits).toEqual(waits.toSorted((one, other) => one - other))
  expect(waits[0]).toBe(5_000)
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(3_600_000)
  expect(tries).toBe(maxEffectAttempts)
  expect(entry('event')).toMatchObject({
    state: 'failed',
    cause: 'ServiceUnavailable',
    facts: { for: 'event' },
  })
  expect([records.due.size, records.failed.size]).toEqual([0, 1])
  expect(reportOf(lines)).toMatchObject({ level: 'ERROR', EffectFailed: 1 })
})

test('a permanent error stops at once, and the other effects go on', async () => {
  const { run, open, entry, records, lines } = createScene({
    mail: { act: () => Promise.reject(new PermanentEffectError('MessageRejected')) },
    group: { act: () => Promise.reject(new PermanentEffectError('UserNotFoundException', 'dropped')) },
    event: { act: async () => ({ state: 'done' }) },
  })
  await open('mail', 'group', 'event')

  await run(stream)

  expect([entry('mail'), entry('group'), entry('event')]).toMatchObject([
    { state: 'failed', cause: 'MessageRejected', attempts: 1 },
    { state: 'dropped', cause: 'UserNotFoundException' },
    { state: 'done' },
  ])
  expect([records.due.size, records.failed.size]).toEqual([0, 1])
  expect(reportOf(lines)).toMatchObject({ EffectFailed: 1, EffectPerformed: 1, EffectRetried: 0 })
})

describe('an effect that may happen twice at most', () => {
  const unheard = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  const certain = (): Promise<never> => Promise.reject(new NotPerformedError('TooManyRequestsException'))
  const createMail = (answers: readonly Act[]) => {
    let tries = 0
    const act: Act = (...given) => (answers[tries++] ?? unheard)(...given)
    return { ...createScene({ mail: { act, delivery: 'at-most-twice' } }), tries: () => tries }
  }
  type Mail = ReturnType<typeof createMail>
  /** Hourly, which is longer than any wait. */
  const sweepFor = async ({ run, wait }: Mail, hours: number): Promise<void> => {
    for (let hour = 0; hour < hours; hour += 1) {
      await run(sweep)
      await wait(3_600_000)
    }
  }
  const die = ({ ledger, clock }: Mail, attempts: number) => {
    const claim = { key, effect: 'mail', owner: `dead-${attempts}`, nowMs: clock.epochMs() }
    const seen = { attempts, notPerformed: 0 }
    return ledger.claim(claim, seen, isLastAttempt('at-most-twice', seen), createCall())
  }

  test('is tried twice when its answer is lost, fails with an unknown outcome, and is counted for the alarm', async () => {
    const scene = createMail([])
    await scene.open('mail')

    await sweepFor(scene, 20)

    expect(scene.tries()).toBe(2)
    expect(scene.entry('mail')).toMatchObject({ state: 'failed', cause: 'outcome_unknown', attempts: 2 })
    expect(scene.lines.map((line) => JSON.parse(line).EffectFailed).filter((failed) => failed > 0)).toEqual([
      1,
    ])
    expect([...scene.records.failed.keys()]).toEqual([key.pk])
  })

  test('is tried as often as any other while it is certain that nothing happened', async () => {
    const scene = createMail([certain, certain, unheard, certain, certain, async () => ({ state: 'done' })])
    await scene.open('mail')

    await sweepFor(scene, 20)

    expect(scene.tries()).toBe(6)
    expect(scene.entry('mail')).toMatchObject({ state: 'done', attempts: 6, notPerformed: 4 })
  })

  test('is tried once more when the worker died over it, and not when two did', async () => {
    const once = createMail([])
    const twice = createMail([])
    for (const scene of [once, twice]) await scene.open('mail')
    await die(once, 0)
    await once.wait(leaseMs)
    for (const attempts of [0, 1]) {
      await die(twice, attempts)
      await twice.wait(leaseMs)
    }

    for (const scene of [once, twice]) await sweepFor(scene, 20)

    expect([once.tries(), twice.tries()]).toEqual([1, 0])
    for (const { entry } of [once, twice])
      expect(entry('mail')).toMatchObject({ state: 'failed', cause: 'outcome_unknown', attempts: 2 })
  })

  test('does not count an attempt that the table did not let begin', async () => {
    const scene = createMail([async () => ({ state: 'done' })])
    await scene.open('mail')
    for (let failed = 0; failed < 3; failed += 1) {
      scene.isDown.failsNext = 'claim'
      await sweepFor(scene, 1)
    }

    await sweepFor(scene, 1)

    expect(scene.tries()).toBe(1)
    expect(scene.entry('mail')).toMatchObject({ state: 'done', attempts: 1 })
  })

  test('is not begun when its claim was answered too late', async () => {
    const scene = createMail([async () => ({ state: 'done' })])
    await scene.open('mail')
    scene.isDown.answersAfterMs = { operation: 'claim', ms: 6_000 }

    await scene.run(stream)
    await scene.wait(10_000)

    expect(scene.tries()).toBe(0)
    expect(scene.entry('mail')).toMatchObject({ state: 'pending', attempts: 1 })
  })

  test.each(['at-most-once', 'at-most-twice'] as const)(
    'that is %s has one attempt more after each replay, and no further one',
    async (delivery) => {
      const scene = createMail([])
      const { config, ledger, clock } = scene
      Object.assign(config.effects[0] ?? {}, { delivery })
      await scene.open('mail')
      await sweepFor(scene, 20)
      const before = scene.tries()

      for (let replay = 0; replay < 2; replay += 1) {
        const [failed] = await failedEffectsOf(ledger, key, createCall)
        if (failed === undefined) throw new Error('nothing has failed')
        const kept = attemptsKept(delivery, failed.counts)
        await ledger.reopen(key, 'mail', kept, clock.epochMs(), createCall())
        await sweepFor(scene, 20)
      }

      expect(scene.tries()).toBe(before + 2)
      expect(scene.entry('mail')).toMatchObject({ state: 'failed', cause: 'outcome_unknown' })
    },
  )
})

test('while the table is down a sweep says so, and throws nothing that Lambda would repeat', async () => {
  const { run, open, lines, isDown } = createScene({ event: { act: async () => ({ state: 'done' }) } })
  await open('event')
  isDown.value = true

  const answer = await run(sweep)

  expect(answer).toEqual({ users: 0 })
  expect(reportOf(lines)).toMatchObject({ outcome: 'failed', WorkerFailed: 1, level: 'ERROR' })
})

test('a sweep tells how long the longest waiting user had been due', async () => {
  const { run, open, wait, lines } = createScene({ event: { act: async () => ({ state: 'done' }) } })
  await open('event')
  await wait(120_000)

  await run(sweep)

  expect(reportOf(lines)).toMatchObject({ OldestDue: 120_000 })
})

test('replay gives a failed effect back with all its attempts', async () => {
  let isFixed = false
  const { run, open, entry, ledger, clock, records } = createScene({
    mail: {
      act: async () => {
        if (!isFixed) throw new PermanentEffectError('MessageRejected')
        return { state: 'done' }
      },
    },
  })
  await open('mail')
  await run(stream)
  const found: FailedEffect[] = []
  await visitFailed(ledger, createCall, async (failed) => void found.push(failed))

  isFixed = true
  const [failed] = await failedEffectsOf(ledger, key, createCall)
  const reopened = await ledger.reopen(key, failed?.effect ?? '', 0, clock.epochMs(), createCall())
  await run(sweep)

  expect(found).toMatchObject([{ key, effect: 'mail', cause: 'MessageRejected' }])
  expect(reopened).toBe(true)
  expect(entry('mail')).toMatchObject({ state: 'done', attempts: 1 })
  expect(records.failed.size).toBe(0)
})

test.each(['USER#pool#', 'USER#pool#a#b', 'USER#pool'])(
  'a record under the strange key %s is reported, and no other user is lost',
  async (pk) => {
    const acts: string[] = []
    const { run, open, ledger, clock, lines, records } = createScene({
      event: {
        act: async ({ sub }) => {
          acts.push(sub)
          return { state: 'done' }
        },
      },
    })
    await open('event')
    const opening = {
      key: { pk, sk: 'PROVISIONING' },
      user: { userName: 'strange', region: 'eu-west-1', source: 'Reconcile' },
      effects: [{ name: 'event', facts: {}, claim: 'anyone' as const }],
      owner: 'one',
      nowMs: clock.epochMs() - 1,
    }
    await ledger.open(opening, createCall())

    await run(sweep)

    expect(acts).toEqual(['sub-1'])
    expect(reportOf(lines)).toMatchObject({ userCount: 2, Provisioned: 1, OldestDue: 1 })
    expect(reportOf(lines)['users']).toContainEqual({
      user: 'hash-0',
      end: 'unknown',
      cause: 'user_key_unreadable',
    })
    expect([...records.due.keys()]).toEqual([pk])
  },
)

describe('the input', () => {
  test.each([
    ['nothing', undefined],
    ['text', 'sweep'],
    ['an unknown kind', { kind: 'dance' }],
    ['a walk without a pool', { kind: 'reconcile', checkpoint: {} }],
  ])('%s is refused, reported, and not quoted', async (_, input) => {
    const { run, lines } = createScene({})

    await expect(run(input)).rejects.toThrow(TypeError)
    expect(reportOf(lines)).toMatchObject({ input: 'unknown', outcome: 'failed', cause: 'TypeError' })
    expect(lines.join('')).not.toContain('dance')
  })
})

test('the log line names no user and holds no fact', async () => {
  const { run, open, lines } = createScene({
    mail: { act: () => Promise.reject(new Error('jane@example.com')) },
  })
  await open('mail')

  await run(stream)

  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toMatch(/jane|sub-1|example/)
  expect(reportOf(lines)['users']).toEqual([{ user: 'hash-5', end: 'due' }])
})

test('the wait grows to an hour and is spread over its second half', () => {
  const spread = (failed: number) => [backoffMs(failed, () => 0), backoffMs(failed, () => 1)]

  expect([1, 2, 3, 9, 10, 50].map(spread)).toEqual([
    [5_000, 10_000],
    [10_000, 20_000],
    [20_000, 40_000],
    [1_280_000, 2_560_000],
    [1_800_000, 3_600_000],
    [1_800_000, 3_600_000],
  ])
})

test.each([
  ['adminWritesPerSecond', { adminWritesPerSecond: 26 }],
  ['lookUpsPerSecond', { lookUpsPerSecond: 31 }],
  ['pagesPerSecond', { reconcile: { pagesPerSecond: 0 } }],
  ['usersPerSecond', { reconcile: { usersPerSecond: Number.NaN } }],
])('a rate out of bounds is refused: %s', (name, rates) => {
  const { config } = createScene({})
  const { ledger, effects, index, users } = config
  const postConfirmation = { trigger: 'post-confirmation', ledger, effects, language: 'en' } as const

  expect(() => defineProvisioningWorker({ postConfirmation, index, users, ...rates })).toThrow(
    new RegExp(`^defineProvisioningWorker: (reconcile\\.)?${name} must be a number over 0 and at most `),
  )
})
