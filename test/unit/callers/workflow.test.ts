/** What the workflow's function decides and answers: from the record, from the worker, and never from anything else. */
import { describe, expect, test } from 'vitest'
import { provisionNow } from '../../../callers/workflow/provision.ts'
import { denialCodes } from '../../../callers/workflow/request.ts'
import { createCallerHandler } from '../../../callers/shared/handler.ts'
import type { EffectLedger } from '../../../triggers/ports/effect-ledger.ts'
import type { FoundRecord, LedgerEntry } from '../../../triggers/domain/effect-record.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'

const sub = '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a'
const secret = 'ada@example.com'

function begin(read: EffectLedger['read'] = () => Promise.resolve({ kind: 'none' })) {
  const clock = createVirtualClock()
  const lines: string[] = []
  const keys: unknown[] = []
  const runtime = {
    clock,
    initializationType: 'on-demand',
    dimensions: { FunctionName: 'workflow', FunctionVersion: '1' },
    log: (line: string) => void lines.push(line),
    hashUser: () => 'hash',
  }
  const ledger = {
    read: (...given: Parameters<EffectLedger['read']>) => (keys.push(given[0]), read(...given)),
  }
  const handler = createCallerHandler(provisionNow({ userPoolId: 'pool', ledger, runtime }), runtime)
  const ask = (input: unknown) =>
    clock.runUntil(handler(input, { awsRequestId: 'request', getRemainingTimeInMillis: () => 10_000 }))
  return { ask, lines, keys }
}

function record(entries: Readonly<Record<string, Partial<LedgerEntry>>>, unlisted = false): FoundRecord {
  const entry = {
    state: 'pending',
    freeAtMs: 0,
    attempts: 0,
    notPerformed: 0,
    facts: { email: secret },
  } as const
  return {
    kind: 'record',
    record: {
      user: { userName: secret, region: 'eu-west-1', source: 'Reconcile' },
      entries: new Map(Object.entries(entries).map(([name, given]) => [name, { ...entry, ...given }])),
      ...(unlisted ? { unlisted: { freeAtMs: 0, attempts: 0 } } : {}),
    },
  }
}

const none: FoundRecord = { kind: 'none' }
const worked = (answer: object, before: readonly string[] = []) => {
  return { decision: 'provision', sub, before, provisioned: { effects: {}, ...answer } }
}

describe('at the beginning', () => {
  test('a user without a record is for the worker', async () => {
    const { ask, keys } = begin()

    expect(await ask({ sub })).toEqual({ decision: 'provision', sub, before: [] })
    expect(keys).toEqual([{ pk: `USER#pool#${sub}`, sk: 'PROVISIONING' }])
  })

  test('a user with something due is for the worker, with what is done', async () => {
    const { ask } = begin(async () => record({ one: { state: 'done' }, two: {} }))

    expect(await ask({ sub })).toEqual({ decision: 'provision', sub, before: ['one'] })
  })

  test('a user whose effects are not listed yet is for the worker', async () => {
    const { ask } = begin(async () => record({}, true))

    expect(await ask({ sub })).toEqual({ decision: 'provision', sub, before: [] })
  })

  test('a user with nothing due is answered, without a word of the record but names, states and causes', async () => {
    const { ask, lines } = begin(async () =>
      record({
        one: { state: 'done', result: secret },
        two: { state: 'dropped', cause: 'before_effects_since' },
        three: { state: 'failed', cause: 'webhook_refused' },
      }),
    )

    const answer = await ask({ sub })

    expect(answer).toEqual({
      decision: 'done',
      sub,
      isComplete: false,
      effects: [
        { name: 'one', state: 'already' },
        { name: 'two', state: 'dropped', cause: 'before_effects_since' },
        { name: 'three', state: 'failed', cause: 'webhook_refused' },
      ],
    })
    expect(JSON.stringify([answer, lines])).not.toContain(secret)
    expect(lines.join()).not.toContain(sub)
  })

  test('an erased user is denied, as data', async () => {
    const { ask, lines } = begin(async () => ({ kind: 'erased' }))

    expect(await ask({ sub })).toEqual({ decision: 'deny', code: 'user_erased', sub })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'denied', code: 'user_erased', user: 'hash' })
  })
})

describe('after the worker', () => {
  test('the record says what became of each effect, and the worker why nothing could be tried', async () => {
    const { ask } = begin(async () =>
      record({
        one: { state: 'done' },
        two: { state: 'done' },
        three: { state: 'started', cause: 'timeout' },
        four: { state: 'failed', cause: 'mail_refused' },
      }),
    )

    expect(await ask(worked({ end: 'due', cause: 'no_turn' }, ['one']))).toEqual({
      decision: 'done',
      sub,
      isComplete: false,
      cause: 'no_turn',
      effects: [
        { name: 'one', state: 'already' },
        { name: 'two', state: 'done' },
        { name: 'three', state: 'deferred', cause: 'timeout' },
        { name: 'four', state: 'failed', cause: 'mail_refused' },
      ],
    })
  })

  test.each([
    ['nothing left', record({ one: { state: 'done' }, two: { state: 'dropped' } }), true],
    ['an open effect', record({ one: {} }), false],
    ['a failed effect', record({ one: { state: 'failed' } }), false],
    ['effects that are not listed yet', record({ one: { state: 'done' } }, true), false],
  ])('a record with %s, whatever the worker says', async (_, found, isComplete) => {
    const { ask } = begin(async () => found)

    expect(await ask(worked({ end: 'finished' }))).toMatchObject({ decision: 'done', isComplete })
  })

  test.each([
    [
      { end: 'failed', cause: 'TypeError' },
      { isComplete: false, cause: 'TypeError' },
    ],
    [{ end: 'skipped', cause: 'nothing_due' }, { isComplete: true }],
  ])('no record, and %j', async (answer, expected) => {
    const { ask } = begin()

    expect(await ask(worked(answer))).toEqual({ decision: 'done', sub, effects: [], ...expected })
  })

  test.each([
    [{ end: 'none', cause: 'user_not_listed' }, 'user_not_listed'],
    [{ end: 'skipped', cause: 'user_not_confirmed' }, 'user_not_confirmed'],
    [{ end: 'skipped', cause: 'user_disabled' }, 'user_disabled'],
    [{ end: 'skipped', cause: 'changed_recently' }, 'changed_recently'],
  ])('no record, and %j is a denial', async (answer, code) => {
    const { ask } = begin()

    expect(denialCodes).toContain(code)
    expect(await ask(worked(answer))).toEqual({ decision: 'deny', code, sub })
  })

  test('a user who was erased meanwhile is denied', async () => {
    const { ask } = begin(async () => ({ kind: 'erased' }))

    expect(await ask(worked({ end: 'finished' }))).toEqual({ decision: 'deny', code: 'user_erased', sub })
  })
})

describe('a worker that could not do it', () => {
  test.each([
    ['could not read', async () => record({ one: { state: 'done' } }), { end: 'unknown' }],
    ['says what no record says', async () => none, { end: 'finished' }],
  ])('and %s is asked again, twice, and never taken at the word of the record', async (_, read, answer) => {
    const { ask } = begin(read)
    const again = async (input: unknown) => ({ ...Object(await ask(input)), provisioned: answer })

    const first = await again(worked(answer, ['one']))
    const second = await again(first)

    expect(first).toMatchObject({ decision: 'again', sub, before: ['one'], asked: 1 })
    expect(second).toMatchObject({ decision: 'again', sub, before: ['one'], asked: 2 })
    await expect(ask(second)).rejects.toThrow('The worker was asked 3 times, and could not do it.')
  })
})

describe('an error that the workflow repeats', () => {
  test.each([
    ['the table refuses', () => Promise.reject<FoundRecord>(new Error(secret)), { sub }, 'ProvisionFailed'],
    ['the table hangs', () => new Promise<FoundRecord>(() => {}), { sub }, 'ProvisionTimedOut'],
  ])('%s', async (_, read, input, name) => {
    const { ask, lines } = begin(read)

    const error = await ask(input).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ name })
    expect(String(error)).not.toContain(secret)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'failed' })
  })
})

describe('an input that is not one sub', () => {
  test.each([
    ['nothing', null],
    ['text', secret],
    ['a list', [{ sub }]],
    ['no sub', {}],
    ['an address', { sub: secret }],
    ['another letter case', { sub: sub.toUpperCase() }],
    ['a key with a separator', { sub: `${sub}#x` }],
    ['a list of subs', { sub: [sub] }],
    ['an address beside it', { sub, email: secret }],
    ['a later state without its answer', { sub, before: [] }],
    ['a worker that answered nothing', { ...worked({}), provisioned: null }],
    ['a worker that ended in another way', worked({ end: 'gone' })],
    ['an address beside the answer', { ...worked({ end: 'finished' }), email: secret }],
    ['a worker that was asked too often', { ...worked({ end: 'due' }), asked: 3 }],
    ['a worker that was asked no number of times', { ...worked({ end: 'due' }), asked: '1' }],
    ['effects of before that are none', { ...worked({ end: 'due' }), before: [1] }],
  ])('%s is refused by name in one sentence, and nothing is read', async (_, input) => {
    const { ask, lines, keys } = begin()

    const error = await ask(input).catch((reason: unknown) => reason)

    expect(error).toMatchObject({ name: 'InvalidInput' })
    expect(String(error)).toMatch(/^InvalidInput: [^\n]+$/)
    expect(JSON.stringify([String(error), lines])).not.toContain(secret)
    expect(keys).toEqual([])
  })
})
