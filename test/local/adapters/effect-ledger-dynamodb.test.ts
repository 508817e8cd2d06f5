/** The records of effects on a real DynamoDB API: what a conditional write lets through, and what it does not. */
import { describe, expect, test } from 'vitest'
import { createEffectLedger } from '../../../triggers/adapters/effect-ledger-dynamodb.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { dueShards, readRecord, unlistedItem } from '../../../triggers/adapters/provisioning-item.ts'
import { createRecordIndex } from '../../../triggers/adapters/record-index-dynamodb.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { dueOf, leaseMs, type LedgerRecord, type RecordDue } from '../../../triggers/domain/effect-record.ts'
import type { Closing, EffectLedger, NewEntry } from '../../../triggers/ports/effect-ledger.ts'
import { type TableKey, userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { put, get } = itemsOf(table)
const call = createCall()
const openWriter = () => createTableWriter(openDatabase())
const keyOf = (sub: string) => userKey('pool', sub, 'PROVISIONING')
const claimOf = (sub: string, owner: string, nowMs: number, effect = 'profile') => {
  return { key: keyOf(sub), effect, owner, nowMs }
}
const counts = (attempts: number, notPerformed = 0) => ({ attempts, notPerformed })
const releaseAt = (freeAtMs: number) => ({ cause: 'SomeError', freeAtMs, isNotPerformed: false })
const user = { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' }
const failure = { state: 'failed', cause: 'X' } as const
const leased = (name: string): NewEntry => ({ name, facts: { email: 'a@example.com' }, claim: 'opener' })
const free = (name: string): NewEntry => ({ name, facts: {}, claim: 'anyone' })

async function open(sub: string, effects: readonly NewEntry[], owner = 'one', nowMs = 0) {
  const ledger = openWriter()
  const opened = await ledger.open({ key: keyOf(sub), user, effects, owner, nowMs }, call)
  return { ledger, opened }
}

const readItem = (sub: string) => get(keyOf(sub))

/** Closes an effect of its owner, which must succeed. */
async function mustClose(sub: string, closing: Closing = { state: 'done' }): Promise<LedgerRecord> {
  const record = await openWriter().close(claimOf(sub, 'one', 5), closing, call)
  if (record === undefined) throw new Error(`the effect of ${sub} was not closed`)
  return record
}

async function recordOf(sub: string): Promise<LedgerRecord> {
  const found = await openWriter().read(keyOf(sub), call)
  if (found.kind !== 'record') throw new Error(`${sub} has no record`)
  return found.record
}

test('a record is opened once: inline effects leased, deferred ones free, the user on a due shard', async () => {
  const effects = [leased('profile'), free('welcome-mail')]

  const first = await open('open', effects, 'one', 1_000)
  const second = await open('open', effects, 'two', 1_500)

  expect(first.opened).toEqual({ kind: 'opened' })
  expect(second.opened).toEqual({
    kind: 'record',
    record: {
      user,
      openedAtMs: 1_000,
      entries: new Map([
        [
          'profile',
          {
            state: 'pending',
            owner: 'one',
            freeAtMs: 1_000 + leaseMs,
            ...counts(1),
            facts: { email: 'a@example.com' },
          },
        ],
        ['welcome-mail', { state: 'pending', freeAtMs: 1_000, ...counts(0), facts: {} }],
      ]),
    },
  })
  const item = await readItem('open')
  expect(Number(String(item['dueShard']).replace('due-', ''))).toBeLessThan(dueShards)
  expect(item['dueAtMs']).toBe(1_000)
})

test('a lease holds until it ends, then one of many claims wins and is counted', async () => {
  const { ledger } = await open('lease', [leased('profile')])

  const early = await ledger.claim(claimOf('lease', 'two', leaseMs - 1), counts(1), false, call)
  const late = await Promise.all(
    Array.from({ length: 10 }, (_, copy) =>
      ledger.claim(claimOf('lease', `copy-${copy}`, leaseMs), counts(1), false, call),
    ),
  )

  expect(early).toBeUndefined()
  const winners = late.filter((record) => record !== undefined)
  expect(winners).toHaveLength(1)
  expect(winners[0]?.entries.get('profile')).toMatchObject({ attempts: 2, freeAtMs: 2 * leaseMs })
})

test('the last attempt is not claimed again when its lease lapses', async () => {
  const { ledger } = await open('once', [free('welcome-mail')])
  const claim = claimOf('once', 'one', 0, 'welcome-mail')

  const first = await ledger.claim(claim, counts(0), true, call)
  const again = await ledger.claim({ ...claim, owner: 'two', nowMs: 9 * leaseMs }, counts(1), true, call)

  expect(first?.entries.get('welcome-mail')?.state).toBe('started')
  expect(again).toBeUndefined()
})

test('a copy that saw the effect before another copy tried it claims nothing, so that every attempt counts', async () => {
  const { ledger } = await open('stale', [free('welcome-mail')])
  const claim = claimOf('stale', 'one', 0, 'welcome-mail')
  await ledger.claim(claim, counts(0), false, call)

  const stale = await ledger.claim({ ...claim, owner: 'slow', nowMs: leaseMs }, counts(0), false, call)
  const next = await ledger.claim({ ...claim, owner: 'two', nowMs: leaseMs }, counts(1), true, call)

  expect(stale).toBeUndefined()
  expect(next?.entries.get('welcome-mail')).toMatchObject({ state: 'started', ...counts(2) })
})

test('only the owner closes while the lease holds; a closed effect is never claimed again', async () => {
  const { ledger } = await open('close', [leased('profile')])

  const stranger = await ledger.close(claimOf('close', 'stranger', 5), { state: 'done' }, call)
  const closed = await mustClose('close', { state: 'done', result: 'x'.repeat(999) })
  const late = await ledger.claim(claimOf('close', 'two', 10 * leaseMs), counts(1), false, call)

  expect(stranger).toBeUndefined()
  expect(closed.entries.get('profile')).toEqual({
    state: 'done',
    freeAtMs: 0,
    ...counts(1),
    facts: {},
    result: 'x'.repeat(256),
  })
  expect(late).toBeUndefined()
})

test('what an effect knew of its user goes when it is done, and stays when it failed', async () => {
  const { ledger } = await open('facts', [leased('profile'), leased('other')])

  await mustClose('facts')
  await ledger.close(claimOf('facts', 'one', 5, 'other'), failure, call)

  const { effects } = await readItem('facts')
  expect(JSON.stringify(Object(effects)['profile'])).not.toContain('example.com')
  expect((await recordOf('facts')).entries.get('other')).toMatchObject({
    ...failure,
    facts: { email: 'a@example.com' },
  })
})

test('a released effect is free when its wait is over, and not before', async () => {
  const { ledger } = await open('release', [leased('profile')])

  await ledger.release(claimOf('release', 'one', 1), releaseAt(5_000), call)
  const early = await ledger.claim(claimOf('release', 'two', 4_999), counts(1), false, call)
  const late = await ledger.claim(claimOf('release', 'two', 5_000), counts(1), false, call)

  expect(early).toBeUndefined()
  expect(late?.entries.get('profile')).toMatchObject({ ...counts(2), cause: 'SomeError' })
})

test('an effect that was certainly not performed is counted once, only by the owner of the claim', async () => {
  const { ledger } = await open('certain', [free('mail')])
  const release = { ...releaseAt(5_000), isNotPerformed: true }
  await ledger.claim(claimOf('certain', 'one', 0, 'mail'), counts(0), true, call)

  const stranger = await ledger.release(claimOf('certain', 'two', 9 * leaseMs, 'mail'), release, call)
  const owner = await ledger.release(claimOf('certain', 'one', 1, 'mail'), release, call)
  const repeated = await ledger.release(claimOf('certain', 'one', 1, 'mail'), release, call)
  const next = await ledger.claim(claimOf('certain', 'two', 5_000, 'mail'), counts(1, 1), true, call)

  expect([stranger, repeated]).toEqual([undefined, undefined])
  expect(owner?.entries.get('mail')).toMatchObject({ state: 'pending', ...counts(1, 1) })
  expect(next?.entries.get('mail')).toMatchObject({ state: 'started', ...counts(2, 1) })
  await ledger.close(claimOf('certain', 'two', 5_001, 'mail'), failure, call)
  await ledger.reopen(keyOf('certain'), 'mail', 1, 6_000, call)
  expect((await recordOf('certain')).entries.get('mail')).toMatchObject(counts(1))
})

test.each([
  ['does not know the count', {}, counts(7)],
  ['set the attempts back and left the count', { attempts: { N: '0' }, notPerformed: { N: '3' } }, counts(0)],
])('of a version that %s every attempt counts as one of unknown outcome', (_, fields, expected) => {
  const entry = {
    state: { S: 'pending' },
    freeAtMs: { N: '0' },
    attempts: { N: '7' },
    facts: { M: {} },
    ...fields,
  }

  const found = readRecord({ effects: { M: { mail: { M: entry } } } })

  expect(found.kind === 'record' && found.record.entries.get('mail')).toMatchObject(expected)
})

test('an owner whose effect was released cannot close it any more', async () => {
  const { ledger } = await open('late', [leased('profile')])
  await ledger.release(claimOf('late', 'one', 1), releaseAt(5_000), call)

  const late = await ledger.close(claimOf('late', 'one', 2), { state: 'done' }, call)

  expect(late).toBeUndefined()
})

describe('settling', () => {
  test('takes a finished user off the index', async () => {
    const { ledger } = await open('finished', [leased('profile')])
    const closed = await mustClose('finished')

    expect(await ledger.settle(keyOf('finished'), dueOf(closed), closed, 6, call)).toBe('settled')
    expect(await readItem('finished')).not.toHaveProperty('dueShard')
  })

  test.each<[string, Closing, (ledger: EffectLedger, key: TableKey) => Promise<unknown>]>([
    ['got an effect', { state: 'done' }, (ledger, key) => ledger.enroll(key, free('new-one'), 6, call)],
    ['may try one again', failure, (ledger, key) => ledger.reopen(key, 'profile', 0, 6, call)],
  ])('leaves a user due who %s in between', async (what, closing, change) => {
    const { ledger } = await open(what, [leased('profile')])
    const closed = await mustClose(what, closing)
    await change(ledger, keyOf(what))

    expect(await ledger.settle(keyOf(what), dueOf(closed), closed, 7, call)).toBe('changed')
    expect(await readItem(what)).toMatchObject({ dueShard: expect.stringMatching(/^due-/), dueAtMs: 6 })
  })

  test('moves a user whose effect failed to the queue of failed ones, from where replay brings them back', async () => {
    const { ledger } = await open('failed', [leased('profile')])
    const closed = await mustClose('failed', failure)
    await ledger.settle(keyOf('failed'), dueOf(closed), closed, 6, call)
    const { dueShard: shard } = await readItem('failed')

    const reopened = await ledger.reopen(keyOf('failed'), 'profile', 1, 7, call)
    const again = await ledger.reopen(keyOf('failed'), 'profile', 1, 8, call)

    expect(shard).toMatch(/^failed-\d$/)
    expect([reopened, again]).toEqual([true, false])
    expect((await readItem('failed'))['dueShard']).toMatch(/^due-\d$/)
    expect((await recordOf('failed')).entries.get('profile')).toMatchObject({
      state: 'pending',
      ...counts(1),
    })
  })
})

test('an uncounted failure keeps the user due, is acknowledged once, and is forgotten by a replay', async () => {
  const { ledger } = await open('uncounted', [leased('profile')])
  const uncounted = { ...failure, isUnreported: true } as const

  const closed = await mustClose('uncounted', uncounted)
  const acknowledged = await Promise.all(
    Array.from({ length: 5 }, () => ledger.acknowledge(keyOf('uncounted'), 'profile', call)),
  )
  const counted = await recordOf('uncounted')
  await open('replayed', [leased('profile')])
  await mustClose('replayed', uncounted)
  await ledger.reopen(keyOf('replayed'), 'profile', 0, 6, call)

  expect(dueOf(closed)).toEqual({ kind: 'due', atMs: 5 })
  expect(acknowledged.filter((isFirst) => isFirst)).toHaveLength(1)
  expect(dueOf(counted)).toEqual({ kind: 'failed' })
  expect((await recordOf('replayed')).entries.get('profile')).not.toHaveProperty('isUnreported')
})

describe('an unlisted record', () => {
  const handOver = async (sub: string, nowMs = 1_000) => {
    const ledger = openWriter()
    await ledger.putIfAbsent(keyOf(sub), unlistedItem(keyOf(sub), user, nowMs), call)
    return ledger
  }
  const seen = { freeAtMs: 1_000, attempts: 0 }

  test('is found by its key, by the index and among many, and is due', async () => {
    const ledger = await handOver('unlisted', 400_000)
    const index = createRecordIndex(openDatabase())

    const { opened } = await open('unlisted', [leased('profile')])
    const found = await ledger.read(keyOf('unlisted'), call)
    const many = await index.readMany([keyOf('unlisted')], call)
    const shards = await Promise.all(
      Array.from({ length: index.shards }, (_, shard) =>
        index.find('due', shard, 400_000, 100, call, 400_000),
      ),
    )

    const unlisted = { freeAtMs: 400_000, attempts: 0 }
    const record = { user, openedAtMs: 400_000, entries: new Map(), unlisted }
    expect([opened, found, many.get(keyOf('unlisted').pk)]).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'record', record })),
    )
    expect(dueOf(record)).toEqual({ kind: 'due', atMs: 400_000 })
    expect(shards.flat()).toEqual([{ key: keyOf('unlisted'), atMs: 400_000 }])
  })

  test('takes effects, which are claimed and closed as any other, and stays on the index all the while', async () => {
    const ledger = await handOver('taking')

    await ledger.enroll(keyOf('taking'), free('profile'), 2_000, call)
    await ledger.claim(claimOf('taking', 'one', 2_000), counts(0), false, call)
    const closed = await mustClose('taking')
    const settled = await ledger.settle(keyOf('taking'), { kind: 'finished' }, closed, 3_000, call)
    const failed = await ledger.settle(keyOf('taking'), { kind: 'failed' }, closed, 3_000, call)
    const due = await ledger.settle(keyOf('taking'), dueOf(closed), closed, 3_000, call)

    expect(closed).toMatchObject({ unlisted: seen })
    expect([settled, failed, due]).toEqual(['changed', 'changed', 'settled'])
    expect(await readItem('taking')).toMatchObject({
      dueShard: expect.stringMatching(/^due-/),
      dueAtMs: 1_000,
    })
  })

  test('loses its mark once, and then is finished when its effects are', async () => {
    const ledger = await handOver('listed')
    await ledger.putOffListing(keyOf('listed'), seen, 5_000, call)

    const results = await Promise.all(
      Array.from({ length: 10 }, () => ledger.markListed(keyOf('listed'), call)),
    )

    const [listed, ...more] = results.filter((result) => result !== undefined)
    expect(more).toEqual([])
    expect(listed).toEqual({ user, openedAtMs: 1_000, entries: new Map() })
    if (listed === undefined) throw new Error('nobody took the mark away')
    expect(await ledger.settle(keyOf('listed'), dueOf(listed), listed, 2_000, call)).toBe('settled')
    expect(Object.keys(await readItem('listed')).sort()).toEqual([
      'createdAtMs',
      'effects',
      'pk',
      'sk',
      'user',
    ])
  })

  test('is put off once for each look-up, and only as it was seen', async () => {
    const ledger = await handOver('later')

    const results = await Promise.all(
      Array.from({ length: 5 }, () => ledger.putOffListing(keyOf('later'), seen, 6_000, call)),
    )
    const { unlisted } = await recordOf('later')
    await ledger.markListed(keyOf('later'), call)
    const late = await ledger.putOffListing(keyOf('later'), { freeAtMs: 6_000, attempts: 1 }, 9_000, call)

    expect(results.filter((isPutOff) => isPutOff)).toHaveLength(1)
    expect(unlisted).toEqual({ freeAtMs: 6_000, attempts: 1 })
    expect(late).toBe(false)
    expect(await recordOf('later')).not.toHaveProperty('unlisted')
  })

  test('that is erased stays so', async () => {
    const ledger = await handOver('gone')
    const erasable = createErasableUsers(openDatabase())

    await erasable.mark(keyOf('gone'), 5, call)
    const marked = await readItem('gone')
    const results = async () => [
      await ledger.read(keyOf('gone'), call),
      await ledger.enroll(keyOf('gone'), free('profile'), 6, call),
      await ledger.putOffListing(keyOf('gone'), seen, 6_000, call),
      await ledger.markListed(keyOf('gone'), call),
      await ledger.putIfAbsent(keyOf('gone'), unlistedItem(keyOf('gone'), user, 7), call),
      await ledger.withdraw(keyOf('gone'), seen, call),
    ]
    const whileMarked = await results()
    const afterwards = await readItem('gone')
    await erasable.eraseItems(keyOf('gone'), [], 8, call)
    const whenErased = await results()

    const refused = [{ kind: 'erased' }, false, false, undefined, 'exists', false]
    expect([whileMarked, whenErased]).toEqual([refused, refused])
    expect(marked).not.toHaveProperty('dueShard')
    expect(afterwards).toEqual(marked)
    expect(Object.keys(await readItem('gone')).sort()).toEqual(['erasedAtMs', 'pk', 'sk'])
  })

  test('is opened with the effects that are known, and is due at once', async () => {
    const ledger = openWriter()
    const opening = { key: keyOf('reset'), user, effects: [leased('profile')], owner: 'one', nowMs: 3_000 }

    await ledger.open({ ...opening, isUnlisted: true }, call)

    expect(await recordOf('reset')).toMatchObject({ unlisted: { freeAtMs: 3_000, attempts: 0 } })
    expect((await recordOf('reset')).entries.get('profile')).toMatchObject({ owner: 'one', attempts: 1 })
    expect((await readItem('reset'))['dueAtMs']).toBe(3_000)
  })

  test('without effects is withdrawn once, and may be handed over again', async () => {
    const ledger = await handOver('withdrawn')

    const results = await Promise.all(
      Array.from({ length: 5 }, () => ledger.withdraw(keyOf('withdrawn'), seen, call)),
    )
    const item = await readItem('withdrawn')
    const enrolled = await ledger.enroll(keyOf('withdrawn'), free('profile'), 2_000, call)
    const again = unlistedItem(keyOf('withdrawn'), user, 2_000)

    expect(results.filter((isWithdrawn) => isWithdrawn)).toHaveLength(1)
    expect([item, enrolled]).toEqual([{}, false])
    expect(await ledger.putIfAbsent(keyOf('withdrawn'), again, call)).toBe('written')
  })

  test.each([
    ['has an effect', (sub: string) => openWriter().enroll(keyOf(sub), free('profile'), 2_000, call)],
    ['was put off', (sub: string) => openWriter().putOffListing(keyOf(sub), seen, 6_000, call)],
    ['is listed', (sub: string) => openWriter().markListed(keyOf(sub), call)],
  ])('that %s is not withdrawn', async (what, change) => {
    const sub = what.replaceAll(' ', '-')
    const ledger = await handOver(sub)
    await change(sub)

    expect(await ledger.withdraw(keyOf(sub), seen, call)).toBe(false)
    expect(await readItem(sub)).not.toEqual({})
  })

  test('that is withdrawn between the put and the look of somebody who opens it is opened by them', async () => {
    const ledger = await handOver('in-between')
    let puts = 0
    const racing = createEffectLedger(openDatabase(), {
      async putIfAbsent(key, item) {
        puts += 1
        const done = await ledger.putIfAbsent(key, item, call)
        if (puts === 1) await ledger.withdraw(key, seen, call)
        return done
      },
    })
    const key = keyOf('in-between')
    const opened = await racing.open(
      { key, user, effects: [leased('profile')], owner: 'one', nowMs: 2_000 },
      call,
    )

    expect([opened, puts]).toEqual([{ kind: 'opened' }, 2])
    expect((await recordOf('in-between')).entries.has('profile')).toBe(true)
  })

  test.each(['USER#pool#', 'USER#pool#a#b'])('is not made under the key %s', (pk) => {
    expect(() => unlistedItem({ pk, sk: 'PROVISIONING' }, user, 1)).toThrow('the partition key is no user')
  })

  test('whose mark cannot be read is due at once', () => {
    const record = readRecord({ effects: { M: {} }, unlistedAtMs: { S: 'x' } })

    expect(record).toMatchObject({ record: { unlisted: { freeAtMs: 0, attempts: 0 } } })
  })
})

test('a user without a record is neither listed nor put off', async () => {
  const ledger = openWriter()

  expect(await ledger.markListed(keyOf('nobody'), call)).toBeUndefined()
  expect(await ledger.putOffListing(keyOf('nobody'), { freeAtMs: 1, attempts: 0 }, 2, call)).toBe(false)
  expect(await readItem('nobody')).toEqual({})
})

test('an erased user is not opened, claimed, closed, enrolled or settled any more', async () => {
  const { ledger } = await open('erased', [leased('profile')])
  const before = await recordOf('erased')
  await put(keyOf('erased'), { erasedAtMs: { N: '5' } })

  const { opened } = await open('erased', [leased('profile')])
  const claimed = await ledger.claim(claimOf('erased', 'two', 10 * leaseMs), counts(1), false, call)
  const closed = await ledger.close(claimOf('erased', 'one', 6), { state: 'done' }, call)
  await ledger.enroll(keyOf('erased'), { name: 'new-one', facts: {} }, 6, call)
  const settle = (due: RecordDue) =>
    ledger.settle(keyOf('erased'), due, { ...before, entries: new Map() }, 6, call)
  const settled = [await settle({ kind: 'due', atMs: 1 }), await settle({ kind: 'finished' })]

  expect([opened, claimed, closed]).toEqual([{ kind: 'erased' }, undefined, undefined])
  expect(settled).toEqual(['changed', 'changed'])
  expect(Object.keys(await readItem('erased')).sort()).toEqual(['erasedAtMs', 'pk', 'sk'])
})

test('nothing is written for a user who has no record', async () => {
  const ledger = openWriter()
  const nobody: LedgerRecord = { user, entries: new Map() }

  await ledger.claim(claimOf('nobody', 'one', 0), counts(0), false, call)
  await ledger.settle(keyOf('nobody'), { kind: 'finished' }, nobody, 0, call)
  await ledger.settle(keyOf('nobody'), { kind: 'due', atMs: 0 }, nobody, 0, call)

  expect(await readItem('nobody')).toEqual({})
})
