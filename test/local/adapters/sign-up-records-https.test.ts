import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { toAttributes } from '../../../triggers/adapters/dynamodb-json.ts'
import { createSignUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { emailReservation } from '../../../triggers/domain/email-reservation.ts'
import { invitationRecordKey } from '../../../triggers/domain/invitation.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import { createHandler } from '../../../triggers/core/run.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { holdTimers } from '../../support/hold-timers.ts'
import { tableName } from '../../support/suite-table.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { signUpEvent } from '../../../triggers/testing/pre-sign-up.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { put, get } = itemsOf(table)
const records = () => createSignUpRecords(openDatabase())
const call = createCall()
afterEach(() => vi.unstubAllEnvs())

const reservation = (name: string, holder: string) => ({
  key: { pk: `EMAIL#${name}`, sk: 'RESERVATION' },
  holder,
  nowS: 1_000,
  expiresAtS: 2_000,
})

describe('a reservation in the table', () => {
  test('is made, refused to others, and answered to its holder again', async () => {
    const port = records()

    expect(await port.reserve(reservation('a', 'one'), call)).toBe('reserved')
    expect(await port.reserve(reservation('a', 'two'), call)).toBe('taken')
    expect(await port.reserve({ ...reservation('a', 'one'), expiresAtS: 2_500 }, call)).toBe('reserved')
    expect(await get(reservation('a', '').key)).toMatchObject({ holder: 'one', expiresAtS: 2_500 })
  })

  test.each([
    [1_999, 'taken'],
    [2_000, 'reserved'],
  ])('that runs until 2,000 is at %s %s for others', async (nowS, expected) => {
    const port = records()
    await port.reserve(reservation(`lapse-${nowS}`, 'one'), call)
    const later = { ...reservation(`lapse-${nowS}`, 'two'), nowS, expiresAtS: nowS + 100 }

    expect(await port.reserve(later, call)).toBe(expected)
  })

  test('that an earlier version noted in another way belongs only to the holder that it names', async () => {
    const port = records()
    await port.reserve(reservation('former', 'as written'), call)
    const now = { ...reservation('former', 'one'), formerHolder: 'as written' }

    expect(await port.reserve(now, call)).toBe('reserved')
    expect(await port.reserve({ ...now, formerHolder: 'two' }, call)).toBe('taken')
  })

  test('that was made permanent stays so, for its holder and for others', async () => {
    const port = records()
    const { key } = reservation('kept', 'one')
    await put(key, toAttributes({ holder: 'one', sub: 'a-sub' }))

    expect(await port.reserve({ ...reservation('kept', 'two'), nowS: 9_999_999_999 }, call)).toBe('taken')
    expect(await port.reserve(reservation('kept', 'one'), call)).toBe('reserved')
    expect(await get(key)).toEqual({ ...key, holder: 'one', sub: 'a-sub' })
  })

  test.each<[string, string, Record<string, Json>]>([
    ['somebody keeps', 'taken', { holder: 'two', sub: 'a-sub' }],
    ['somebody has for now', 'taken', { holder: 'two', expiresAtS: 1_001 }],
    ['cannot be read', 'taken', { holder: 2 }],
    ['has lapsed', 'reserved', { holder: 'two', expiresAtS: 1_000 }],
    ['is the holder’s own', 'reserved', { holder: 'one', sub: 'a-sub' }],
    ['is the holder’s own, as it was noted then', 'reserved', { holder: 'One' }],
  ])('whose former key holds one that %s is %s', async (circumstance, expected, attributes) => {
    const formerKeys = ['none', circumstance].map((name) => ({ pk: `EMAIL#then ${name}`, sk: 'RESERVATION' }))
    const [, former = { pk: '', sk: '' }] = formerKeys
    await put(former, toAttributes(attributes))
    const now = { ...reservation(`now ${circumstance}`, 'one'), formerHolder: 'One', formerKeys }

    expect(await records().reserve(now, call)).toBe(expected)
    expect('holder' in (await get(now.key))).toBe(expected === 'reserved')
    expect(await get(former)).toEqual({ ...former, ...attributes })
  })

  test('rejects when the table refuses for another reason', async () => {
    vi.stubEnv('TABLE_NAME', 'no-such-table')

    await expect(records().reserve(reservation('x', 'one'), call)).rejects.toMatchObject({
      code: 'table_refused',
    })
  })
})

describe('the record of an invitation', () => {
  const recordOf = (userName: string, invitation: string, nowS: number) => ({
    key: invitationRecordKey({ userPoolId: 'pool', userName, email: `${userName}@example.com` }),
    invitation,
    nowS,
    expiresAtS: nowS + 10,
  })

  test('is written, again for the same invitation, and for another once it has lapsed', async () => {
    const port = records()
    const answers: string[] = []
    for (const [invitation, nowS] of [
      ['first', 1],
      ['first', 5],
      ['second', 14],
      ['second', 15],
    ] as const)
      answers.push(await port.remember(recordOf('jane', invitation, nowS), call))

    expect(answers).toEqual(['remembered', 'remembered', 'taken', 'remembered'])
    const { key } = recordOf('jane', 'second', 15)
    expect(key.pk).toBe('SIGNUP#pool#jane')
    expect(await get(key)).toEqual({ ...key, invitation: 'second', expiresAtS: 25 })
  })

  test.each([{}, { sub: 'redeemer' }])(
    'that was redeemed stays, whatever the invitation: %j',
    async (owner) => {
      const { key } = recordOf('ada', 'first', 1)
      await put(key, toAttributes({ invitation: 'first', ...owner }))

      expect(await records().remember(recordOf('ada', 'first', 99), call)).toBe('taken')
      expect(await records().remember(recordOf('ada', 'second', 99), call)).toBe('taken')
      expect(await get(key)).toEqual({ ...key, invitation: 'first', ...owner })
    },
  )
})

test('two hundred sign-ups of one mailbox at once leave one reservation, and one of them is let in', async () => {
  holdTimers()
  const sandboxes = Array.from({ length: 25 }, () => {
    const rule = oneAccountPerAddress({ reservations: records(), onFailure: 'deny', budgetMs: 3_500 })
    return createHandler(preSignUpTrigger(definePreSignUp({ rules: [rule] })), {
      clock: createVirtualClock(),
      initializationType: 'provisioned-concurrency',
      dimensions: { FunctionName: 'pre-sign-up', FunctionVersion: '7' },
      log: () => {},
      hashUser: () => '',
    })
  })
  const writings = Array.from(
    { length: 200 },
    (_, index) => `j.a.n.e+${index}@${index % 2 === 0 ? 'gmail' : 'googlemail'}.com`,
  )
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 }

  const verdicts = await Promise.all(
    writings.map(async (email, index) => {
      const event = signUpEvent({ userName: `user-${index}`, attributes: { email } })
      const handler = sandboxes[index % sandboxes.length]
      return handler?.(event, context).then(
        () => 'pass',
        (error: unknown) => (error instanceof Error ? error.message.slice(0, 19) : 'error'),
      )
    }),
  )

  const key = emailReservation(
    { userPoolId: 'eu-west-1_Example01', userName: '', email: 'jane@gmail.com' },
    'address',
    {},
  )?.key
  const { Items = [] } = await table().client.send(new ScanCommand({ TableName: tableName }))
  expect(Items.filter((item) => item['pk']?.S === key?.pk)).toHaveLength(1)
  expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(1)
  expect(verdicts.filter((verdict) => verdict === '[email_unavailable]')).toHaveLength(199)
})
