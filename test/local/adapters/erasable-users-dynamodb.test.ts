/** Erasing users on a real DynamoDB API: what stays, what goes, and who is waited for. */
import { DeleteItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../triggers/adapters/dynamodb-client.ts'
import { createErasableUsers } from '../../../triggers/adapters/erasable-users-dynamodb.ts'
import { createInvitations } from '../../../triggers/adapters/invitations-dynamodb.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import {
  hashInvitationCode,
  invitationKey,
  invitationRecordKey,
} from '../../../triggers/domain/invitation.ts'
import { userKey } from '../../../triggers/domain/table-item.ts'
import { busyWaitMs, eraseUser } from '../../../triggers/provisioning-worker/erase.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { tableName } from '../../support/suite-table.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { itemsOf, keyOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()

const { put, get } = itemsOf(table)

/** Of a sign-up with the address `<name>@example.com`. */
const recordOf = (userName: string) =>
  invitationRecordKey({ userPoolId: 'pool', userName, email: `${userName}@example.com` })

describe('erasing a user', () => {
  const sub = 'erased-1'
  const user = { userPoolId: 'pool', sub }
  const record = userKey('pool', sub, 'PROVISIONING')
  const hash = hashInvitationCode('pool', 'erased')

  async function provision(nowMs: number): Promise<void> {
    const writer = createTableWriter(openDatabase())
    await writer.open(
      {
        key: record,
        user: { userName: 'jane', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' },
        effects: ['consume-invitation', 'keep-reservation', 'welcome-mail'].map((name) => {
          return {
            name,
            facts: { to: 'jane@example.com' },
            claim: name === 'welcome-mail' ? 'anyone' : 'opener',
          }
        }),
        owner: 'one',
        nowMs,
      },
      createCall(),
    )
    const claim = { key: record, owner: 'one', nowMs }
    await writer.close(
      { ...claim, effect: 'consume-invitation' },
      { state: 'done', result: hash },
      createCall(),
    )
    await writer.close(
      { ...claim, effect: 'keep-reservation' },
      { state: 'done', result: 'EMAIL#erased' },
      createCall(),
    )
    await writer.putIfAbsent(
      userKey('pool', sub, 'PROFILE'),
      { attributes: { email: 'jane@example.com' } },
      createCall(),
    )
    await put({ pk: record.pk, sk: 'SOMETHING-OF-THE-TEAM' }, { note: { S: 'jane@example.com' } })
    await put(recordOf('jane'), { invitation: { S: hash } })
    await put(invitationKey(hash), { usesLeft: { N: '1' }, usedBy: { SS: [`pool#${sub}`, 'pool#other'] } })
    await put({ pk: 'EMAIL#erased', sk: 'RESERVATION' }, { holder: { S: 'x' }, sub: { S: sub } })
  }
  async function everything(): Promise<string> {
    const { Items = [] } = await table().client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: record.pk } },
      }),
    )
    return JSON.stringify(Items)
  }

  test('leaves marks and nothing of the person, and a late worker writes nothing', async () => {
    const clock = createVirtualClock()
    await provision(clock.epochMs())
    const writer = createTableWriter(openDatabase())
    const users = createErasableUsers(openDatabase())

    const erased = await eraseUser(users, user, clock, createCall())
    const nowMs = clock.epochMs() + 3_600_000
    const late = {
      claimed: await writer.claim(
        { key: record, effect: 'welcome-mail', owner: 'late', nowMs },
        { attempts: 0, notPerformed: 0 },
        false,
        createCall(),
      ),
      profile: await writer.putIfAbsent(userKey('pool', sub, 'PROFILE'), { email: 'x' }, createCall()),
      entitlements: await writer.putIfAbsent(
        userKey('pool', sub, 'ENTITLEMENTS'),
        { plan: 'free' },
        createCall(),
      ),
    }
    await createInvitations(openDatabase()).join(
      userKey('pool', sub, 'MEMBERSHIPS'),
      { tenant: 'acme', roles: [], sinceMs: 1 },
      createCall(),
    )

    expect(erased).toEqual({
      kept: { profile: 1, provisioning: 1, other: 1, 'sign-up': 1, invitation: 1, reservation: 1 },
      waited: false,
    })
    expect(late).toEqual({ claimed: undefined, profile: 'exists', entitlements: 'exists' })
    expect(await everything()).not.toMatch(/jane|acme|free|effects/)
    expect(await get(record)).toEqual({ ...record, erasedAtMs: clock.epochMs() })
    expect(await get(userKey('pool', sub, 'PROFILE'))).toEqual({
      ...userKey('pool', sub, 'PROFILE'),
      erasedAtMs: clock.epochMs(),
      expiresAtS: expect.any(Number),
    })
    expect(await get(recordOf('jane'))).toEqual({})
    expect((await get(invitationKey(hash)))['usedBy']).toEqual(['pool#other'])
    expect(await get({ pk: 'EMAIL#erased', sk: 'RESERVATION' })).toEqual({})
  })

  test('again changes nothing', async () => {
    const clock = createVirtualClock(50_000)
    const before = await everything()

    const erased = await eraseUser(createErasableUsers(openDatabase()), user, clock, createCall())

    expect(erased.kept).toEqual({})
    expect((await everything()).replaceAll(/"\d+"/g, '')).toBe(before.replaceAll(/"\d+"/g, ''))
  })

  test('that was cut off is finished by the next', async () => {
    const clock = createVirtualClock()
    await table().client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...keyOf(record), gone: { S: 'x' } } }),
    )
    await table().client.send(
      new UpdateItemCommand({ TableName: tableName, Key: keyOf(record), UpdateExpression: 'REMOVE gone' }),
    )
    const users = createErasableUsers(openDatabase())
    const cutOff = { ...users, eraseItems: () => Promise.reject(new Error('killed')) }
    await expect(eraseUser(cutOff, user, clock, createCall())).rejects.toThrow('killed')

    await eraseUser(users, user, clock, createCall())

    expect(await get(record)).toMatchObject({ erasedAtMs: expect.any(Number) })
    expect(await everything()).not.toContain('jane')
  })

  describe('who was invited', () => {
    const invited = { userPoolId: 'pool', sub: 'invited-1' }
    const key = userKey('pool', invited.sub, 'PROVISIONING')
    const ownHash = hashInvitationCode('pool', 'own')
    const openHash = hashInvitationCode('pool', 'open')
    const othersHash = hashInvitationCode('pool', 'others')
    const usedBoth = { SS: [`pool#${invited.sub}`, 'pool#other'] }

    async function beProvisioned(effect: string, result = 'acme'): Promise<void> {
      const clock = createVirtualClock()
      const writer = createTableWriter(openDatabase())
      await table().client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(key) }))
      await writer.open(
        {
          key,
          user: { userName: 'ivy', region: 'eu-west-1', source: 'PostConfirmation_ConfirmSignUp' },
          effects: [{ name: effect, facts: {}, claim: 'opener' }],
          owner: 'one',
          nowMs: clock.epochMs(),
        },
        createCall(),
      )
      const claim = { key, owner: 'one', nowMs: clock.epochMs(), effect }
      await writer.close(claim, { state: 'done', result }, createCall())
    }
    const erase = () =>
      eraseUser(createErasableUsers(openDatabase()), invited, createVirtualClock(), createCall())

    test("and whose address is somebody else's by now: the reservation stays", async () => {
      const reservation = { pk: 'EMAIL#of-another', sk: 'RESERVATION' }
      await beProvisioned('keep-reservation', reservation.pk)
      await put(reservation, { holder: { S: 'bob' }, sub: { S: 'another' } })

      await erase()

      expect(await get(reservation)).toEqual({ ...reservation, holder: 'bob', sub: 'another' })
    })

    test.each(['tenant-membership', 'invited-groups'])(
      'and has %s alone: the invitation forgets them, and the address that it was made out to',
      async (effect) => {
        await beProvisioned(effect)
        await put(recordOf('ivy'), { invitation: { S: ownHash } })
        await put(invitationKey(ownHash), {
          usesLeft: { N: '3' },
          usedBy: usedBoth,
          email: { S: 'Ivy@example.com' },
          tenant: { S: 'acme' },
        })

        await erase()

        // An invitation that has lost its address must let no person in.
        expect(await get(invitationKey(ownHash))).toEqual({
          ...invitationKey(ownHash),
          usesLeft: 0,
          usedBy: ['pool#other'],
          tenant: 'acme',
        })
        expect(await get(recordOf('ivy'))).toEqual({})
      },
    )

    test('every invitation of theirs forgets them; the address of somebody else stays, and so do open uses', async () => {
      const foreign = invitationRecordKey({ userPoolId: 'pool', userName: 'ivy', email: 'eve@example.com' })
      await beProvisioned('tenant-membership')
      await put(recordOf('ivy'), { invitation: { S: openHash } })
      await put(invitationKey(openHash), { usesLeft: { N: '3' }, usedBy: usedBoth })
      await put(foreign, { invitation: { S: othersHash } })
      await put(invitationKey(othersHash), { usesLeft: { N: '1' }, email: { S: 'eve@example.com' } })

      await erase()

      expect(await get(invitationKey(openHash))).toMatchObject({ usesLeft: 3, usedBy: ['pool#other'] })
      expect(await get(invitationKey(othersHash))).toMatchObject({ usesLeft: 1, email: 'eve@example.com' })
      expect([await get(recordOf('ivy')), await get(foreign)]).toEqual([{}, {}])
    })

    test('an invitation that only their record names forgets their address, and a later account keeps its record', async () => {
      const later = invitationRecordKey({ userPoolId: 'pool', userName: 'ivy', email: 'ivy@later.example' })
      await beProvisioned('tenant-membership')
      await put(recordOf('ivy'), { invitation: { S: ownHash }, sub: { S: invited.sub } })
      await put(later, { invitation: { S: openHash }, sub: { S: 'later' } })
      await put(invitationKey(ownHash), { usesLeft: { N: '1' }, email: { S: 'ivy@example.com' } })

      await erase()

      expect(await get(invitationKey(ownHash))).toEqual({ ...invitationKey(ownHash), usesLeft: 0 })
      expect([await get(recordOf('ivy')), (await get(later))['sub']]).toEqual([{}, 'later'])
    })

    test('an invitation that was made out to them and not redeemed keeps its address', async () => {
      await beProvisioned('tenant-membership')
      await put(recordOf('ivy'), { invitation: { S: ownHash } })
      await put(invitationKey(ownHash), { usesLeft: { N: '1' }, email: { S: 'ivy@example.com' } })

      await erase()

      expect(await get(invitationKey(ownHash))).toMatchObject({ usesLeft: 1, email: 'ivy@example.com' })
    })

    test('whose invitation only the effect knows: it forgets them too', async () => {
      await beProvisioned('consume-invitation', ownHash)
      await put(invitationKey(ownHash), {
        usesLeft: { N: '0' },
        usedBy: usedBoth,
        email: { S: 'ivy@example.com' },
      })

      await erase()

      expect(await get(invitationKey(ownHash))).toEqual({
        ...invitationKey(ownHash),
        usesLeft: 0,
        usedBy: ['pool#other'],
      })
    })

    test('an erasure that is cut off at the invitation still finds it the next time', async () => {
      await beProvisioned('tenant-membership')
      await put(recordOf('ivy'), { invitation: { S: openHash } })
      await put(invitationKey(openHash), { usesLeft: { N: '3' }, usedBy: usedBoth })
      const real = openDatabase()
      const send: Database['send'] = (operation, input, ...rest) =>
        operation === 'UpdateItem' && JSON.stringify(input).includes('INVITE#')
          ? Promise.reject(new Error('killed'))
          : real.send(operation, input, ...rest)
      const cutOff = createErasableUsers({ ...real, send })
      await expect(eraseUser(cutOff, invited, createVirtualClock(), createCall())).rejects.toThrow('killed')

      await erase()

      expect((await get(invitationKey(openHash)))['usedBy']).toEqual(['pool#other'])
      expect(await get(recordOf('ivy'))).toEqual({})
    })
  })

  test('waits for a worker that works on the user at this moment', async () => {
    const clock = createVirtualClock()
    const busy = { userPoolId: 'pool', sub: 'busy' }
    const key = userKey('pool', 'busy', 'PROVISIONING')
    const writer = createTableWriter(openDatabase())
    await writer.open(
      {
        key,
        user: { userName: 'busy', region: 'r', source: 's' },
        effects: [{ name: 'profile', facts: {}, claim: 'opener' }],
        owner: 'worker',
        nowMs: clock.epochMs(),
      },
      createCall(),
    )
    const users = createErasableUsers(openDatabase())
    const waiting = Promise.withResolvers<void>()
    const pausing = {
      ...clock,
      after: (ms: number, callback: () => void) => {
        waiting.resolve()
        return clock.after(ms, callback)
      },
    }

    const erasing = eraseUser(users, busy, pausing, createCall())
    await waiting.promise
    // The worker's act lands in the meantime.
    await writer.putIfAbsent(userKey('pool', 'busy', 'PROFILE'), { email: 'jane@example.com' }, createCall())
    await clock.runUntil(clock.sleep(busyWaitMs))
    const erased = await erasing

    expect(erased).toEqual({ kept: { profile: 1, provisioning: 1 }, waited: true })
    expect(await get(userKey('pool', 'busy', 'PROFILE'))).not.toHaveProperty('email')
  })
})
