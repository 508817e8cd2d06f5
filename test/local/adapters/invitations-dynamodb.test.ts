/** Invitations, memberships and reservations on a real DynamoDB API. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSignUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { createInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import {
  hashInvitationCode,
  invitationKey,
  invitationRecordKey,
} from '../../../triggers/domain/invitation.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()

const { put, get } = itemsOf(table)

/** Of a sign-up with the address `<name>@example.com`. */
const recordOf = (userName: string) =>
  invitationRecordKey({ userPoolId: 'pool', userName, email: `${userName}@example.com` })
const redeemedAtMs = 1_767_225_600_000

describe('an invitation', () => {
  const hash = hashInvitationCode('pool', 'a-code')
  const invited = (name: string) => ({ userPoolId: 'pool', sub: `sub-of-${name}`, record: recordOf(name) })
  async function invite(usesLeft: number, ...names: readonly string[]): Promise<void> {
    await put(invitationKey(hash), {
      usesLeft: { N: String(usesLeft) },
      groups: { SS: ['editors'] },
      tenant: { S: 'acme' },
    })
    for (const name of names) await signUp(name)
  }
  const signUp = (name: string) =>
    put(recordOf(name), { invitation: { S: hash }, expiresAtS: { N: '1775001600' } })
  const redeemAs = (name: string, sub = `sub-of-${name}`) =>
    createInvitations(openDatabase()).redeem({ ...invited(name), sub }, redeemedAtMs, createCall())

  test('is redeemed once by a user, however often and by however many copies', async () => {
    await invite(5, 'jane')
    const invitations = createInvitations(openDatabase())

    const redeemed = await Promise.all(
      Array.from({ length: 8 }, () => invitations.redeem(invited('jane'), redeemedAtMs, createCall())),
    )
    const later = await invitations.redeem(invited('jane'), redeemedAtMs, createCall())

    expect(new Set([...redeemed, later].map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([
        JSON.stringify({
          kind: 'redeemed',
          invitation: hash,
          grants: { groups: ['editors'], tenant: 'acme' },
        }),
      ]),
    )
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 4, usedBy: ['pool#sub-of-jane'] })
  })

  test('of one use is redeemed by the first of two users', async () => {
    await invite(1, 'ada', 'bob')
    const invitations = createInvitations(openDatabase())

    const redeemed = await Promise.all(
      ['ada', 'bob'].map((name) => invitations.redeem(invited(name), redeemedAtMs, createCall())),
    )

    expect(redeemed.map(({ kind }) => kind).sort()).toEqual(['redeemed', 'refused'])
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 0 })
  })

  test.each([
    [-1, 'refused'],
    [0, 'refused'],
    [1, 'redeemed'],
  ] as const)('that expires in %i s is %s', async (inS, kind) => {
    await invite(1, 'ada')
    const expiresAtS = { N: String(redeemedAtMs / 1_000 + inS) }
    await put(invitationKey(hash), { usesLeft: { N: '1' }, expiresAtS })

    const redeemed = await createInvitations(openDatabase()).redeem(
      invited('ada'),
      redeemedAtMs,
      createCall(),
    )

    expect(redeemed.kind).toBe(kind)
  })

  test('that is redeemed keeps the record of the sign-up, by which the user is found again in it', async () => {
    await invite(2, 'ada')
    await put(recordOf('ada'), { invitation: { S: hash }, expiresAtS: { N: '1775001600' } })
    const invitations = createInvitations(openDatabase())

    await invitations.redeem(invited('ada'), redeemedAtMs, createCall())

    expect(await get(recordOf('ada'))).toEqual({ ...recordOf('ada'), invitation: hash, sub: 'sub-of-ada' })
  })

  test('gives nothing to a later account of the same name and address, and takes no use for it', async () => {
    await invite(5, 'bob')
    await redeemAs('bob', 'first')

    expect(await redeemAs('bob', 'second')).toEqual({ kind: 'none' })
    expect(await redeemAs('bob', 'first')).toMatchObject({ kind: 'redeemed' })
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 4, usedBy: ['pool#first'] })
  })

  const notedAtMs = redeemedAtMs
  test.each([
    ['before the sign-up was noted', notedAtMs - 86_400_000, 'redeemed'],
    ['when it was noted', notedAtMs + 4_000, 'redeemed'],
    ['a minute after', notedAtMs + 60_000, 'redeemed'],
    ['later', notedAtMs + 60_001, 'none'],
    ['long after', notedAtMs + 86_400_000, 'none'],
  ] as const)('gives to an account that was made %s what is right', async (_, createdAtMs, kind) => {
    await invite(5, 'tom')
    const user = { ...invited('tom'), createdAtMs }

    const { kind: answer } = await createInvitations(openDatabase()).redeem(user, redeemedAtMs, createCall())

    expect(answer).toBe(kind)
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: kind === 'none' ? 5 : 4 })
  })

  test.each([
    ['has lapsed', { N: String(redeemedAtMs / 1_000 - 1) }],
    ['lapses now', { N: String(redeemedAtMs / 1_000) }],
    ['lapses at a time that cannot be read', { S: '1775001600' }],
  ])('gives nothing by a note that %s and is still there', async (_, expiresAtS) => {
    await invite(5)
    await put(recordOf('tim'), { invitation: { S: hash }, expiresAtS })

    expect(await redeemAs('tim')).toEqual({ kind: 'none' })
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 5 })
  })

  describe('under whose name somebody signed up without it', () => {
    const contestedAtMs = redeemedAtMs + 5_000
    const atMs = redeemedAtMs + 60_000
    const contest = () =>
      createSignUpRecords(openDatabase()).contest(
        { key: recordOf('kim'), nowMs: contestedAtMs },
        createCall(),
      )
    const redeem = (createdAtMs?: number) => {
      const user = { ...invited('kim'), ...(createdAtMs === undefined ? {} : { createdAtMs }) }
      return createInvitations(openDatabase()).redeem(user, atMs, createCall())
    }

    test('is of the account that was there before, and of no later one', async () => {
      await invite(5, 'kim')
      await contest()

      expect(await redeem()).toEqual({ kind: 'contested' })
      expect(await redeem(contestedAtMs)).toEqual({ kind: 'none' })
      expect(await redeem(contestedAtMs + 1)).toEqual({ kind: 'none' })
      expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 5 })
      expect(await redeem(contestedAtMs - 1)).toMatchObject({ kind: 'redeemed' })
      expect(await redeem()).toMatchObject({ kind: 'redeemed' })
    })

    test('keeps the first such sign-up, and a note that cannot be read is none to rely on', async () => {
      await invite(5, 'kim')
      await contest()
      await createSignUpRecords(openDatabase()).contest({ key: recordOf('kim'), nowMs: atMs }, createCall())
      expect(await get(recordOf('kim'))).toMatchObject({ contestedAtMs })

      await put(recordOf('kim'), {
        invitation: { S: hash },
        expiresAtS: { N: '1775001600' },
        contestedAtMs: { S: 'soon' },
      })
      expect(await redeem()).toEqual({ kind: 'contested' })
      expect(await redeem(redeemedAtMs)).toEqual({ kind: 'none' })
    })

    test('is not contested where it was redeemed, or nobody noted one', async () => {
      await invite(5, 'kim')
      await redeem()
      const signed = await get(recordOf('kim'))
      await contest()
      expect(await get(recordOf('kim'))).toEqual(signed)

      await createSignUpRecords(openDatabase()).contest({ key: recordOf('nobody'), nowMs: 1 }, createCall())
      expect(await get(recordOf('nobody'))).toEqual({})
    })
  })

  test('that an earlier version noted in the invitation alone is its user’s, and nobody else’s', async () => {
    await invite(5)
    await put(recordOf('old'), { invitation: { S: hash } })
    await put(invitationKey(hash), { usesLeft: { N: '4' }, usedBy: { SS: ['pool#first'] } })

    expect(await redeemAs('old', 'second')).toEqual({ kind: 'none' })
    expect(await redeemAs('old', 'first')).toMatchObject({ kind: 'redeemed' })
    expect(await redeemAs('old', 'second')).toEqual({ kind: 'none' })
    expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: 4 })
    expect(await get(recordOf('old'))).toMatchObject({ sub: 'first' })
  })

  test('for 100,000 people is used by the last of them, and does not grow', async () => {
    const users = Array.from({ length: 7_300 }, (_, index) => `pool#${String(index).padStart(48, '0')}`)
    await put(invitationKey(hash), { usesLeft: { N: '2' }, usedBy: { SS: users } })
    for (const name of ['ada', 'bob', 'eve']) await signUp(name)

    const kinds = [await redeemAs('ada'), await redeemAs('ada'), await redeemAs('bob'), await redeemAs('eve')]

    expect(kinds.map(({ kind }) => kind)).toEqual(['redeemed', 'redeemed', 'redeemed', 'refused'])
    const item = await get(invitationKey(hash))
    expect(item).toMatchObject({ usesLeft: 0 })
    expect(item['usedBy']).toHaveLength(7_300)
  })

  test('notes its first 100 users itself, for versions that look there alone', async () => {
    const users = Array.from({ length: 99 }, (_, index) => `pool#${index}`)
    await put(invitationKey(hash), { usesLeft: { N: '99901' }, usedBy: { SS: users } })
    for (const name of ['hundredth', 'next']) {
      await signUp(name)
      await redeemAs(name)
    }

    const item = await get(invitationKey(hash))
    expect(item).toMatchObject({ usesLeft: 99_899 })
    expect(item['usedBy']).toHaveLength(100)
    expect(item['usedBy']).toContain('pool#sub-of-hundredth')
  })

  test('that racing copies of several users redeem takes one use a user, and never more than it has', async () => {
    let round = 0
    const races = fc.record({
      uses: fc.integer({ min: 0, max: 4 }),
      copies: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 10 }),
      isFull: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(races, async ({ uses, copies, isFull }) => {
        round += 1
        const nameOf = (user: number) => `race-${round}-${user}`
        const users = [...new Set(copies)]
        const noted = Array.from({ length: isFull ? 100 : 1 }, (_, index) => `pool#${index}`)
        await put(invitationKey(hash), { usesLeft: { N: String(uses) }, usedBy: { SS: noted } })
        for (const user of users) await signUp(nameOf(user))

        const answers = await Promise.all(
          copies.map(async (user) => ({ user, kind: (await redeemAs(nameOf(user))).kind })),
        )

        const winners = new Set(answers.filter(({ kind }) => kind === 'redeemed').map(({ user }) => user))
        expect(winners.size).toBe(Math.min(uses, users.length))
        expect(answers.every(({ user, kind }) => winners.has(user) === (kind === 'redeemed'))).toBe(true)
        expect(await get(invitationKey(hash))).toMatchObject({ usesLeft: uses - winners.size })
      }),
      { numRuns: 12, seed: 11 },
    )
  })

  test('without a sign-up is none, and one that is gone is refused', async () => {
    const invitations = createInvitations(openDatabase())
    await put(recordOf('late'), {
      invitation: { S: hashInvitationCode('pool', 'gone') },
      expiresAtS: { N: '1775001600' },
    })

    expect(await invitations.redeem(invited('nobody'), redeemedAtMs, createCall())).toEqual({ kind: 'none' })
    expect(await invitations.redeem(invited('late'), redeemedAtMs, createCall())).toEqual({ kind: 'refused' })
    expect(await get(invitationKey(hashInvitationCode('pool', 'gone')))).toEqual({})
  })
})

test('a membership is added to those that are there, and one that is there stays as it is', async () => {
  const memberships = createInvitations(openDatabase())
  const key = userKey('pool', 'member', 'MEMBERSHIPS')

  await memberships.join(key, { tenant: 'acme', roles: ['reader'], sinceMs: 1 }, createCall())
  await memberships.join(key, { tenant: 'globex', roles: [], sinceMs: 2 }, createCall())
  await memberships.join(key, { tenant: 'acme', roles: ['admin'], sinceMs: 3 }, createCall())

  expect((await get(key))['tenants']).toEqual({
    acme: { roles: ['reader'], sinceMs: 1 },
    globex: { roles: [], sinceMs: 2 },
  })
})

test('a reservation becomes permanent for its holder, and for nobody else', async () => {
  const reservations = createInvitations(openDatabase())
  const reservation = { key: { pk: 'EMAIL#hash', sk: 'RESERVATION' }, holder: 'jane' }
  await put(reservation.key, { holder: { S: 'jane' }, expiresAtS: { N: '9' } })

  const stranger = await reservations.keep({ ...reservation, holder: 'bob' }, 'sub-2', createCall())
  const kept = await reservations.keep(reservation, 'sub-1', createCall())
  const again = await reservations.keep(reservation, 'sub-1', createCall())
  const second = await reservations.keep(reservation, 'sub-2', createCall())

  expect([stranger, kept, again, second]).toEqual(['taken', reservation.key, reservation.key, 'taken'])
  expect(await get(reservation.key)).toEqual({ ...reservation.key, holder: 'jane', sub: 'sub-1' })
})

test('a reservation that a version before noted another way becomes its holder’s', async () => {
  const reservations = createInvitations(openDatabase())
  const key = { pk: 'EMAIL#former', sk: 'RESERVATION' }
  await put(key, { holder: { S: 'Jane' }, expiresAtS: { N: '9' } })

  const kept = await reservations.keep({ key, holder: 'jane', formerHolder: 'Jane' }, 'sub-1', createCall())

  expect(kept).toEqual(key)
  expect(await get(key)).toEqual({ ...key, holder: 'jane', sub: 'sub-1' })
})

describe('an address whose reservation a version before wrote under another key', () => {
  const keysOf = (name: string) => {
    const [key, one, other] = ['now', 'then', 'elsewhere'].map((when) => `EMAIL#${name}-${when}`)
    const sk = 'RESERVATION'
    return { key: { pk: `${key}`, sk }, one: { pk: `${one}`, sk }, other: { pk: `${other}`, sk } }
  }
  const keep = ({ key, one, other }: ReturnType<typeof keysOf>, sub: string) => {
    const reservation = { key, holder: 'jane', formerHolder: 'Jane', formerKeys: [one, other] }
    return createInvitations(openDatabase()).keep(reservation, sub, createCall())
  }

  test('is not kept for another user while somebody keeps it there', async () => {
    const keys = keysOf('taken')
    await put(keys.other, { holder: { S: 'bob' }, sub: { S: 'sub-of-bob' } })

    expect(await keep(keys, 'sub-1')).toBe('taken')
    expect(await get(keys.key)).toEqual({})
  })

  test.each(['jane', 'Jane'])('stays where it is kept for the user, noted as %s', async (holder) => {
    const keys = keysOf(`own-${holder}`)
    await put(keys.one, { holder: { S: 'bob' }, sub: { S: 'sub-of-bob' } })
    await put(keys.other, { holder: { S: holder }, sub: { S: 'sub-1' } })

    expect(await keep(keys, 'sub-1')).toEqual(keys.other)
    expect(await keep(keys, 'sub-2')).toBe('taken')
    expect(await get(keys.key)).toEqual({})
  })

  test('is kept under its key of today where that one lapses', async () => {
    const keys = keysOf('lapsing')
    await put(keys.one, { holder: { S: 'jane' }, expiresAtS: { N: '9' } })
    await put(keys.other, { holder: { S: 'bob' }, expiresAtS: { N: '9999999999' } })

    expect(await keep(keys, 'sub-1')).toEqual(keys.key)
    expect(await get(keys.key)).toMatchObject({ holder: 'jane', sub: 'sub-1' })
  })
})
