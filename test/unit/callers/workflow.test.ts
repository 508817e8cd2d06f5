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
  test('what was done before and what was done now are told apart, and the record is not read again', async () => {
    const { ask, keys } = begin()
    const effects = {
      one: { state: 'done', attempts: 1 },
      two: { state: 'done', attempts: 1 },
      three: { state: 'pending', attempts: 2, cause: 'timeout' },
      four: { state: 'failed', attempts: 1, cause: 'mail_refused' },
    }

    expect(await ask(worked({ end: 'due', effects }, ['one']))).toEqual({
      decision: 'done',
      sub,
      isComplete: false,
      effects: [
        { name: 'one', state: 'already' },
        { name: 'two', state: 'done' },
        { name: 'three', state: 'deferred', cause: 'timeout' },
        { name: 'four', state: 'failed', cause: 'mail_refused' },
      ],
    })
    expect(keys).toEqual([])
  })

  test.each([
    ['finished', {}, true],
    ['due', { cause: 'user_not_provisionable' }, false],
    ['failed', { cause: 'TypeError' }, false],
    ['skipped', { cause: 'nothing_due' }, true],
  ])('a user who is left %s without effects', async (end, why, isComplete) => {
    const { ask } = begin()
    const { cause } = { cause: undefined, ...why }

    expect(await ask(worked({ end, ...why }))).toEqual({
      decision: 'done',
      sub,
      isComplete,
      effects: [],
      ...(isComplete ? {} : { cause }),
    })
  })

  test.each([
    [{ end: 'none', cause: 'user_not_listed' }, 'user_not_listed'],
    [{ end: 'skipped', cause: 'user_not_confirmed' }, 'user_not_confirmed'],
    [{ end: 'skipped', cause: 'user_disabled' }, 'user_disabled'],
    [{ end: 'erased' }, 'user_erased'],
    [{ end: 'skipped', cause: 'changed_recently' }, 'changed_recently'],
  ])('%j is a denial', async (answer, code) => {
    const { ask } = begin()

    expect(denialCodes).toContain(code)
    expect(await ask(worked(answer))).toEqual({ decision: 'deny', code, sub })
  })
})

describe('an error that the workflow repeats', () => {
  test.each([
    [
      'the worker could not read',
      () => Promise.resolve<FoundRecord>({ kind: 'none' }),
      worked({ end: 'unknown' }),
      'ProvisionFailed',
    ],
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
    ['an effect in another state', worked({ end: 'due', effects: { one: { state: 'lost' } } })],
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
