/** Erasing on a real DynamoDB API: cut off at each request and done again, whatever of the user there is. */
import { type AttributeValue, DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import * as fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../../../triggers/adapters/dynamodb-client.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import {
  hashInvitationCode,
  invitationKey,
  invitationRecordKey,
} from '../../../triggers/domain/invitation.ts'
import { type TableKey, userKey } from '../../../triggers/domain/table-item.ts'
import { eraseUser, findKept } from '../../../triggers/provisioning-worker/erase.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { tableName } from '../../support/suite-table.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { runs } from '../../support/run-counts.ts'
import { itemsOf, keyOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { put } = itemsOf(table)
const call = createCall()

type Item = Readonly<Record<string, AttributeValue>>
const user = { userPoolId: 'pool', sub: 'jane-sub' }
const record = userKey('pool', user.sub, 'PROVISIONING')
const reservation = { pk: 'EMAIL#jane', sk: 'RESERVATION' }
/** Where a version before wrote the reservation. */
const former = { pk: 'EMAIL#jane-then', sk: 'RESERVATION' }
const leasedAtMs = 1_767_225_600_000
const longAfterMs = leasedAtMs + 86_400_000

async function all(): Promise<readonly Item[]> {
  const { Items = [] } = await table().client.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true }),
  )
  return Items
}
async function empty(): Promise<void> {
  for (const { pk, sk } of await all()) {
    if (pk !== undefined && sk !== undefined)
      await table().client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }))
  }
}
beforeEach(empty)
const users = () => createErasableUsers(openDatabase())
const erase = (erasable = users()) => eraseUser(erasable, user, createVirtualClock(longAfterMs), call)

/** Opens the record; the end of an effect is written down when it is closed. */
async function beProvisioned(closed: { readonly keep: boolean; readonly consume: boolean }): Promise<void> {
  const writer = createTableWriter(openDatabase())
  const effects = [
    {
      name: 'keep-reservation',
      facts: { ...reservation, holder: 'h', formerKeys: former.pk },
      claim: 'opener',
    },
    { name: 'consume-invitation', facts: { signUp: note.sk }, claim: 'opener' },
  ] as const
  const recorded = { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' }
  await writer.open({ key: record, user: recorded, effects, owner: 'one', nowMs: leasedAtMs }, call)
  const claim = { key: record, owner: 'one', nowMs: leasedAtMs }
  const close = (effect: string, result: string) =>
    writer.close({ ...claim, effect }, { state: 'done', result }, call)
  if (closed.keep) await close('keep-reservation', reservation.pk)
  if (closed.consume) await close('consume-invitation', hash)
}
const hash = hashInvitationCode('pool', 'a-code')
const note = invitationRecordKey({ userPoolId: 'pool', userName: 'jane', email: 'jane@example.com' })

/** What each part of the suite keeps of the user, and what it keeps of others beside it. */
const parts = {
  reservation: () => put(reservation, { holder: { S: 'h' }, sub: { S: user.sub } }),
  'sign-up': () => put(note, { invitation: { S: hash }, sub: { S: user.sub } }),
  profile: () =>
    put(userKey('pool', user.sub, 'PROFILE'), { attributes: { M: { email: { S: 'jane@example.com' } } } }),
  entitlements: () => put(userKey('pool', user.sub, 'ENTITLEMENTS'), { plan: { S: 'jane' } }),
  memberships: () => put(userKey('pool', user.sub, 'MEMBERSHIPS'), { tenants: { M: { jane: { S: 'x' } } } }),
  other: () => put({ pk: record.pk, sk: 'ORDER#jane' }, { note: { S: 'jane' } }),
}
const partNames = ['reservation', 'sign-up', 'profile', 'entitlements', 'memberships', 'other'] as const
const ofOthers: readonly (readonly [TableKey, Item])[] = [
  [
    { pk: 'EMAIL#bob', sk: 'RESERVATION' },
    { holder: { S: 'h' }, sub: { S: 'bob-sub' } },
  ],
  [
    { pk: 'SIGNUP#pool#bob', sk: 'INVITATION#x' },
    { invitation: { S: hash }, sub: { S: 'bob-sub' } },
  ],
  [userKey('pool', 'bob-sub', 'PROFILE'), { attributes: { M: {} } }],
  [userKey('pool', 'bob-sub', 'PROVISIONING'), { effects: { M: {} } }],
]

/** Every item that says `jane`, except marks of her own partition. */
async function remains(): Promise<readonly string[]> {
  return (await all()).flatMap(({ pk, sk, ...item }) => {
    const names = Object.keys(item).filter((name) => name !== 'erasedAtMs' && name !== 'expiresAtS')
    const isMark = pk?.S === record.pk && names.length === 0
    return !isMark && JSON.stringify({ pk, sk, item }).includes('jane') ? [`${pk?.S} ${sk?.S}`] : []
  })
}

/** Ends with the process at one request: before it is carried out, or after. */
function killedAt(request: number, isCarriedOut: boolean) {
  const real = openDatabase()
  let count = 0
  const send: Database['send'] = async (...args) => {
    count += 1
    if (count < request) return real.send(...args)
    if (count === request && isCarriedOut) await real.send(...args)
    throw new Error('killed')
  }
  return createErasableUsers({ ...real, send })
}

test('an erasure that is killed at any request and done again leaves nothing of the user, and everything of others', async () => {
  const scenes = fc.record({
    present: fc.subarray([...partNames]),
    hasRecord: fc.boolean(),
    closed: fc.record({ keep: fc.boolean(), consume: fc.boolean() }),
    kills: fc.array(fc.tuple(fc.integer({ min: 1, max: 16 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(scenes, async ({ present, hasRecord, closed, kills }) => {
      await empty()
      const isNoted = present.includes('sign-up')
      await put(invitationKey(hash), {
        usesLeft: { N: '3' },
        ...(isNoted ? { email: { S: 'jane@example.com' } } : {}),
        usedBy: { SS: [...(isNoted ? [`pool#${user.sub}`] : []), 'pool#bob-sub'] },
      })
      for (const [key, item] of ofOthers) await put(key, item)
      if (hasRecord) await beProvisioned(closed)
      for (const part of present) await parts[part]()

      for (const [request, isCarriedOut] of kills)
        await erase(killedAt(request, isCarriedOut)).catch(() => undefined)
      await erase()

      expect(await remains()).toEqual([])
      const left = await all()
      for (const [key, item] of ofOthers) expect(left).toContainEqual({ ...keyOf(key), ...item })
      const invitation = left.find(({ pk }) => pk?.S === invitationKey(hash).pk)
      expect(invitation?.['usedBy']).toEqual({ SS: ['pool#bob-sub'] })
      expect((await erase()).kept).toEqual({})
    }),
    { numRuns: runs({ few: 16, full: 1_000 }), seed: 12 },
  )
})

test.each([
  ['of another user', { holder: { S: 'h' }, sub: { S: 'bob-sub' } }],
  ['that nobody has confirmed', { holder: { S: 'h' }, expiresAtS: { N: '1767312000' } }],
] as const)('a reservation %s stays, also when it became theirs after it was found', async (_, item) => {
  await beProvisioned({ keep: false, consume: false })
  await put(reservation, item)

  const { kept } = await erase()
  await users().removeTrace(user, { kind: 'reservation', key: reservation }, call)

  expect(kept).toEqual({ provisioning: 1 })
  expect(await all()).toContainEqual({ ...keyOf(reservation), ...item })
})

test('a reservation that is kept under a former key, and is not written down yet, goes; somebody else’s stays', async () => {
  await beProvisioned({ keep: false, consume: false })
  await put(former, { holder: { S: 'h' }, sub: { S: user.sub } })
  expect((await erase()).kept).toEqual({ provisioning: 1, reservation: 1 })
  expect(await remains()).toEqual([])

  await empty()
  await beProvisioned({ keep: false, consume: false })
  await put(former, { holder: { S: 'h' }, sub: { S: 'bob-sub' } })
  expect((await erase()).kept).toEqual({ provisioning: 1 })
  expect(await all()).toContainEqual(expect.objectContaining({ sub: { S: 'bob-sub' } }))
})

test.each([
  ['of their own that was not redeemed yet goes', false, note.sk, []],
  [
    'of whoever signs up under the same name now stays',
    true,
    note.sk,
    [expect.stringContaining('SIGNUP#pool#jane')],
  ],
  [
    'of a sign-up with another address stays',
    false,
    'INVITATION#of-another-address',
    [expect.stringContaining('SIGNUP#pool#jane')],
  ],
])('a note %s', async (_, isRedeemed, sk, left) => {
  await beProvisioned({ keep: true, consume: isRedeemed })
  await put({ pk: note.pk, sk }, { invitation: { S: 'another' }, expiresAtS: { N: '9999999999' } })

  await erase()

  expect(await remains()).toEqual(left)
})

test('a note that a later account has signed meanwhile stays', async () => {
  await put(note, { invitation: { S: hash }, sub: { S: 'later' } })

  await users().removeTrace(user, { kind: 'sign-up', key: note }, call)

  expect(await all()).toHaveLength(1)
})

test('what an earlier version left of a user is found when they are erased again', async () => {
  await put(record, { erasedAtMs: { N: '1' } })
  await parts.reservation()
  await parts['sign-up']()
  await put(invitationKey('old'), { usesLeft: { N: '0' }, usedBy: { SS: [`pool#${user.sub}`] } })

  expect((await erase()).kept).toEqual({ reservation: 1, 'sign-up': 1, invitation: 1 })
  expect(await remains()).toEqual([])
})

test('a search goes over every page of the table', async () => {
  const filling = 'x'.repeat(350_000)
  for (let index = 0; index < 8; index += 1)
    await put({ pk: `DOMAIN#${index}`, sk: 'DOMAIN' }, { filling: { S: filling } })
  await parts.reservation()
  await parts['sign-up']()

  expect((await erase()).kept).toEqual({ reservation: 1, 'sign-up': 1 })
})

test('a dry run tells the same as the erasure, and writes nothing', async () => {
  await beProvisioned({ keep: false, consume: true })
  await put(invitationKey(hash), { usesLeft: { N: '3' }, email: { S: 'jane@example.com' } })
  for (const part of partNames) await parts[part]()
  const before = JSON.stringify(await all())

  const kept = await findKept(users(), user, call)
  const after = JSON.stringify(await all())

  expect(after).toBe(before)
  expect(JSON.stringify(kept)).not.toContain('jane')
  expect(kept).toEqual({
    ...Object.fromEntries(partNames.map((part) => [part, 1])),
    provisioning: 1,
    invitation: 1,
  })
  expect((await erase()).kept).toEqual(kept)
})
