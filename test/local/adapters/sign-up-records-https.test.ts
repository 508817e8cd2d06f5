import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createSignUpRecords } from '../../../triggers/adapters/sign-up-records-https.ts'
import { emailReservation } from '../../../triggers/domain/email-reservation.ts'
import { invitationRecordKey } from '../../../triggers/domain/invitation.ts'
import { createHandler } from '../../../triggers/core/run.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { oneAccountPerAddress } from '../../../triggers/pre-sign-up/rules/one-account-per-address.ts'
import { preSignUpTrigger } from '../../../triggers/pre-sign-up/trigger.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { holdTimers } from '../../support/hold-timers.ts'
import { startTestTable, tableName, type TestTable } from '../../support/suite-table.ts'
import { createVirtualClock } from '../../../triggers/testing/virtual-clock.ts'
import { signUpEvent } from '../../../triggers/testing/pre-sign-up.ts'

let table: TestTable
const records = () => createSignUpRecords(createDatabase(() => connectTo(dynamodb)))

beforeAll(async () => {
  table = await startTestTable()
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = table.endpoint
})
afterAll(() => table.close())
afterEach(() => vi.unstubAllEnvs())

const reservation = (name: string, holder: string) => ({
  key: { pk: `EMAIL#${name}`, sk: 'RESERVATION' },
  holder,
  nowS: 1_000,
  expiresAtS: 2_000,
})

async function readItem(pk: string, sk: string) {
  const { Item } = await table.client.send(
    new GetItemCommand({ TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  )
  return Item
}

describe('a reservation in the table', () => {
  test('is made, refused to others, and answered to its holder again', async () => {
    const port = records()

    expect(await port.reserve(reservation('a', 'one'), createCall())).toBe('reserved')
    expect(await port.reserve(reservation('a', 'two'), createCall())).toBe('taken')
    expect(await port.reserve({ ...reservation('a', 'one'), expiresAtS: 2_500 }, createCall())).toBe(
      'reserved',
    )
    expect(await readItem('EMAIL#a', 'RESERVATION')).toMatchObject({
      holder: { S: 'one' },
      expiresAtS: { N: '2500' },
    })
  })

  test.each([
    [1_999, 'taken'],
    [2_000, 'reserved'],
  ])('that runs until 2,000 is at %s %s for others', async (nowS, expected) => {
    const port = records()
    await port.reserve(reservation(`lapse-${nowS}`, 'one'), createCall())
    const later = { ...reservation(`lapse-${nowS}`, 'two'), nowS, expiresAtS: nowS + 100 }

    expect(await port.reserve(later, createCall())).toBe(expected)
  })

  test('that an earlier version noted in another way belongs only to the holder that it names', async () => {
    const port = records()
    await port.reserve(reservation('former', 'as written'), createCall())
    const now = { ...reservation('former', 'one'), formerHolder: 'as written' }

    expect(await port.reserve(now, createCall())).toBe('reserved')
    expect(await port.reserve({ ...now, formerHolder: 'two' }, createCall())).toBe('taken')
  })

  test('that was made permanent stays so, for its holder and for others', async () => {
    const port = records()
    await port.reserve(reservation('kept', 'one'), createCall())
    await table.client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: 'EMAIL#kept' }, sk: { S: 'RESERVATION' } },
        UpdateExpression: 'SET #sub = :sub REMOVE expiresAtS',
        ExpressionAttributeNames: { '#sub': 'sub' },
        ExpressionAttributeValues: { ':sub': { S: 'a-sub' } },
      }),
    )

    expect(await port.reserve({ ...reservation('kept', 'two'), nowS: 9_999_999_999 }, createCall())).toBe(
      'taken',
    )
    expect(await port.reserve(reservation('kept', 'one'), createCall())).toBe('reserved')
    expect(await readItem('EMAIL#kept', 'RESERVATION')).toEqual({
      pk: { S: 'EMAIL#kept' },
      sk: { S: 'RESERVATION' },
      holder: { S: 'one' },
      sub: { S: 'a-sub' },
    })
  })

  test.each<[string, string, Record<string, AttributeValue>]>([
    ['somebody keeps', 'taken', { holder: { S: 'two' }, sub: { S: 'a-sub' } }],
    ['somebody has for now', 'taken', { holder: { S: 'two' }, expiresAtS: { N: '1001' } }],
    ['cannot be read', 'taken', { holder: { N: '2' } }],
    ['has lapsed', 'reserved', { holder: { S: 'two' }, expiresAtS: { N: '1000' } }],
    ['is the holder’s own', 'reserved', { holder: { S: 'one' }, sub: { S: 'a-sub' } }],
    ['is the holder’s own, as it was noted then', 'reserved', { holder: { S: 'One' } }],
  ])('whose former key holds one that %s is %s', async (circumstance, expected, attributes) => {
    const formerKeys = ['none', circumstance].map((name) => ({ pk: `EMAIL#then ${name}`, sk: 'RESERVATION' }))
    const [, { pk, sk } = { pk: '', sk: '' }] = formerKeys
    await table.client.send(
      new PutItemCommand({ TableName: tableName, Item: { pk: { S: pk }, sk: { S: sk }, ...attributes } }),
    )
    const now = { ...reservation(`now ${circumstance}`, 'one'), formerHolder: 'One', formerKeys }

    expect(await records().reserve(now, createCall())).toBe(expected)
    expect((await readItem(now.key.pk, 'RESERVATION')) === undefined).toBe(expected === 'taken')
    expect(await readItem(pk, sk)).toMatchObject(attributes)
  })

  test('rejects when the table refuses for another reason', async () => {
    vi.stubEnv('TABLE_NAME', 'no-such-table')
    const call = createCall()

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
      answers.push(await port.remember(recordOf('jane', invitation, nowS), createCall()))

    expect(answers).toEqual(['remembered', 'remembered', 'taken', 'remembered'])
    const { key } = recordOf('jane', 'second', 15)
    expect(await readItem(key.pk, key.sk)).toEqual({
      pk: { S: 'SIGNUP#pool#jane' },
      sk: { S: key.sk },
      invitation: { S: 'second' },
      expiresAtS: { N: '25' },
    })
  })

  test.each([{}, { sub: { S: 'redeemer' } }])(
    'that was redeemed stays, whatever the invitation: %j',
    async (owner) => {
      const { key } = recordOf('ada', 'first', 1)
      const Item = { pk: { S: key.pk }, sk: { S: key.sk }, invitation: { S: 'first' }, ...owner }
      await table.client.send(new PutItemCommand({ TableName: tableName, Item }))

      expect(await records().remember(recordOf('ada', 'first', 99), createCall())).toBe('taken')
      expect(await records().remember(recordOf('ada', 'second', 99), createCall())).toBe('taken')
      expect(await readItem(key.pk, key.sk)).toEqual(Item)
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
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: tableName }))
  expect(Items.filter((item) => item['pk']?.S === key?.pk)).toHaveLength(1)
  expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(1)
  expect(verdicts.filter((verdict) => verdict === '[email_unavailable]')).toHaveLength(199)
})
