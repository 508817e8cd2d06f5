/** One user, for whom somebody waits: what is done, what is answered, and that a repeat or another copy doubles nothing. */
import { describe, expect, test } from 'vitest'
import { callOutsideStep } from '../../../triggers/core/step.ts'
import type { LedgerEntry } from '../../../triggers/domain/effect-record.ts'
import { provisionUser } from '../../../triggers/provisioning-worker/provision-user.ts'
import { createWorker } from '../../../triggers/provisioning-worker/run.ts'
import { createScene, jane, key } from './scene.ts'

type Options = NonNullable<Parameters<typeof createScene>[0]>

const call = callOutsideStep(new AbortController().signal, 1, () => 1_000)
const who = { userPoolId: 'pool', sub: 'sub-1', region: 'eu-west-1' }

function begin(options: Options = {}) {
  const acts: string[] = []
  const act = (name: string) => async () => {
    acts.push(name)
    return { state: 'done' as const }
  }
  const scene = createScene({
    effects: { one: { act: act('one') }, two: { act: act('two'), delivery: 'at-least-once' } },
    users: { findUser: async () => jane },
    ...options,
  })
  const run = () => scene.clock.runUntil(provisionUser(scene.config, who, scene.work))
  return { ...scene, acts, run }
}

describe('a user without a record', () => {
  test('is provisioned now, and a repeat performs nothing', async () => {
    const { run, acts, records } = begin()

    const first = await run()
    const repeat = await run()

    const effects = { one: { state: 'done', attempts: 1 }, two: { state: 'done', attempts: 1 } }
    expect(first.answer).toStrictEqual({ end: 'finished', effects })
    expect(repeat.answer).toStrictEqual({ end: 'finished', effects })
    expect(acts).toEqual(['one', 'two'])
    expect(records.due.has(key.pk)).toBe(false)
  })

  test.each([
    ['user_disabled', { ...jane, isEnabled: false }, {}],
    ['user_not_confirmed', { ...jane, status: 'UNCONFIRMED' }, {}],
    ['changed_recently', { ...jane, modifiedAtMs: createScene().clock.epochMs() }, {}],
    ['nothing_due', jane, { effects: {} }],
  ])('is skipped with %s, and nothing is written', async (cause, user, options) => {
    const { run, records } = begin({ ...options, users: { findUser: async () => user } })

    expect(await run()).toStrictEqual({ answer: { end: 'skipped', cause, effects: {} } })
    expect(records.records.size).toBe(0)
  })

  test('whom the pool does not list is told apart, and nothing is written', async () => {
    const { run, records } = begin({ users: { findUser: async () => undefined } })

    expect((await run()).answer).toEqual({ end: 'none', cause: 'user_not_listed', effects: {} })
    expect(records.records.size).toBe(0)
  })

  test('for whom an effect throws has failed, and nothing is written', async () => {
    const remember = () => {
      throw new TypeError('jane')
    }
    const { run, records } = begin({ effects: { one: { act: async () => ({ state: 'done' }), remember } } })

    expect(await run()).toStrictEqual({ answer: { end: 'failed', cause: 'TypeError', effects: {} } })
    expect(records.records.size).toBe(0)
  })

  test('stays unknown when the pool does not answer', async () => {
    const refused = Object.assign(new Error('no'), { code: 'TooManyRequestsException' })
    const { run } = begin({ users: { findUser: () => Promise.reject(refused) } })

    expect((await run()).answer).toEqual({ end: 'unknown', cause: 'TooManyRequestsException', effects: {} })
  })
})

describe('a user with a record', () => {
  test.each<[string, Partial<LedgerEntry>, string, number]>([
    ['finished', { state: 'done', attempts: 1 }, 'finished', 0],
    ['failed', { state: 'failed', attempts: 10, cause: 'bounced' }, 'failed', 0],
    ['free', {}, 'finished', 1],
  ])('that is %s is left as it is or finished, and never replayed', async (_, one, end, performed) => {
    const { run, put, acts } = begin()
    put({ one })

    expect((await run()).answer.end).toBe(end)
    expect(acts).toHaveLength(performed)
  })

  test('that is erased stays so', async () => {
    const { run, put, records, acts } = begin()
    put({ one: {} })
    records.erased.add(key.pk)

    expect((await run()).answer).toEqual({ end: 'erased', effects: {} })
    expect(acts).toEqual([])
  })

  test('that waits after a failure is answered at once as due, with the cause', async () => {
    const { run, clock } = begin({
      effects: { one: { act: () => Promise.reject(Object.assign(new Error('no'), { code: 'busy' })) } },
    })
    const startedAtMs = clock.monotonicMs()

    const { answer } = await run()

    expect(answer).toEqual({
      end: 'due',
      effects: { one: { state: 'pending', attempts: 1, cause: 'busy' } },
    })
    expect(clock.monotonicMs()).toBe(startedAtMs)
  })

  test('that another copy works on is waited for, and not done again', async () => {
    const { run, put, clock, acts, ledger } = begin()
    put({ one: { owner: 'run-2', freeAtMs: clock.epochMs() + 30_000, attempts: 1 } })
    const claim = { key, effect: 'one', owner: 'run-2', nowMs: clock.epochMs() }
    clock.after(1_200, () => void ledger.close(claim, { state: 'done' }, call))

    const { answer } = await run()

    expect(answer).toEqual({ end: 'finished', effects: { one: { state: 'done', attempts: 1 } } })
    expect(acts).toEqual([])
  })

  test('that another copy does not finish is due after ten looks', async () => {
    const { run, put, clock, acts } = begin()
    put({ one: { owner: 'run-2', freeAtMs: clock.epochMs() + 30_000, attempts: 1 } })
    const startedAtMs = clock.monotonicMs()

    expect((await run()).answer.end).toBe('due')
    expect(clock.monotonicMs() - startedAtMs).toBe(5_000)
    expect(acts).toEqual([])
  })

  test('is not waited for when the time would not suffice for an effect', async () => {
    const { run, put, clock } = begin({ remainingMs: 16_000 })
    put({ one: { owner: 'run-2', freeAtMs: clock.epochMs() + 30_000, attempts: 1 } })
    const startedAtMs = clock.monotonicMs()

    expect((await run()).answer.end).toBe('due')
    expect(clock.monotonicMs()).toBe(startedAtMs)
  })
})

test('the worker answers it, and its line holds nothing of the person', async () => {
  const { config, clock, acts } = begin({
    users: { findUser: async () => ({ ...jane, attributes: new Map([['email', 'ada@example.com']]) }) },
  })
  const lines: string[] = []
  const worker = createWorker(config, {
    clock,
    region: 'eu-west-1',
    random: () => 0,
    initializationType: undefined,
    dimensions: { FunctionName: 'worker', FunctionVersion: '1' },
    log: (line) => void lines.push(line),
    hashUser: () => 'hash',
  })
  const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 }

  const answer = await clock.runUntil(worker({ kind: 'user', userPoolId: 'pool', sub: 'sub-1' }, context))

  expect(answer).toMatchObject({ end: 'finished' })
  expect(acts).toEqual(['one', 'two'])
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    input: 'user',
    outcome: 'done',
    userCount: 1,
    EffectPerformed: 2,
  })
  for (const secret of ['ada@example.com', 'jane', 'sub-1']) expect(lines[0]).not.toContain(secret)
})
