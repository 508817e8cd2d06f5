/** Mail, event bus, webhook receiver, secrets and stream on this machine, by the clients that functions use. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { Webhook } from 'standardwebhooks'
import { afterAll, expect, test } from 'vitest'
import { startEventBus } from '../../../local/stand-ins/event-bus.ts'
import { startMail } from '../../../local/stand-ins/mail.ts'
import { createMailbox } from '../../../local/stand-ins/mailbox.ts'
import { startTable } from '../../../local/table/table.ts'
import { makeWebhookSecret, startWebhook } from '../../../local/stand-ins/webhook.ts'
import { startTableStream, type StreamRecord } from '../../../local/worker/worker-stream.ts'

const region = 'eu-west-1'
const ends: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})
function keep<Service extends { close(): Promise<void> }>(service: Service): Service {
  ends.push(() => service.close())
  return service
}

test('a mail that is sent through SES lies in the mailbox', async () => {
  const mailbox = createMailbox()
  const mail = keep(await startMail(mailbox, () => 42))
  const ses = new SESv2Client({ endpoint: mail.endpoint, region })
  const arrived = new Promise((resolve) => mailbox.onMessage(resolve))

  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'welcome@example.com',
      Destination: { ToAddresses: ['jane@example.com'] },
      Content: { Simple: { Subject: { Data: 'Welcome' }, Body: { Text: { Data: 'Hello' } } } },
    }),
  )

  expect(await arrived).toEqual({ to: 'jane@example.com', subject: 'Welcome', body: 'Hello', atMs: 42 })
  ses.destroy()
})

test('events are recorded, and refused one by one as EventBridge does', async () => {
  const bus = keep(await startEventBus('users', () => 42))
  const client = new EventBridgeClient({ endpoint: bus.endpoint, region })
  const event = { EventBusName: 'users', Source: 'suite', DetailType: 'UserConfirmed', Detail: '{"sub":"1"}' }

  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        event,
        { ...event, EventBusName: 'unknown' },
        { ...event, Detail: 'no json' },
        { ...event, Source: 'aws.cognito' },
      ],
    }),
  )

  expect(answer.FailedEntryCount).toBe(3)
  expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    'ResourceNotFoundException',
    'MalformedDetail',
    'NotAuthorizedForSourceException',
  ])
  expect(bus.events()).toEqual([
    {
      id: answer.Entries?.[0]?.EventId,
      bus: 'users',
      source: 'suite',
      detailType: 'UserConfirmed',
      detail: { sub: '1' },
      atMs: 42,
    },
  ])
  await expect(client.send(new PutEventsCommand({ Entries: [] }))).rejects.toMatchObject({
    name: 'ValidationException',
  })
  client.destroy()
})

test('a webhook is received with whether its signature is right', async () => {
  const secret = makeWebhookSecret()
  const receiver = keep(await startWebhook(secret))
  const post = async (signedWith: string): Promise<number> => {
    const at = new Date()
    const body = '{"type":"user.confirmed"}'
    const response = await fetch(`${receiver.endpoint}/hooks/users`, {
      method: 'POST',
      body,
      headers: {
        'webhook-id': 'id-1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(signedWith).sign('id-1', at, body),
      },
    })
    return response.status
  }

  const statuses = [await post(secret), await post(makeWebhookSecret())]

  expect(statuses).toEqual([204, 401])
  expect(receiver.received().map(({ isVerified, path }) => [isVerified, path])).toEqual([
    [false, '/hooks/users'],
    [true, '/hooks/users'],
  ])
})

test('the stream tells of items that are new, and of nothing else', async () => {
  const properties = {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  }
  const table = keep(await startTable({ port: 0, table: { name: 'suite', properties } }))
  const records: StreamRecord[] = []
  const stream = keep(
    await startTableStream({
      port: 0,
      target: table.endpoint,
      region,
      tableArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/suite',
      onRecord: (record) => void records.push(record),
      clock: () => 42_000,
    }),
  )
  const client = new DynamoDBClient({ endpoint: stream.endpoint, region, maxAttempts: 1 })
  const Key = { pk: { S: 'USER#pool#1' }, sk: { S: 'PROVISIONING' } }
  const put = new PutItemCommand({
    TableName: 'suite',
    Item: { ...Key, dueShard: { S: 'due-1' } },
    ConditionExpression: 'attribute_not_exists(pk)',
  })

  await client.send(put)
  await expect(client.send(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' })
  await client.send(new UpdateItemCommand({ TableName: 'suite', Key, UpdateExpression: 'REMOVE dueShard' }))

  expect(records).toEqual([
    expect.objectContaining({
      eventName: 'INSERT',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:000000000000:table/suite/stream/local',
      dynamodb: {
        ApproximateCreationDateTime: 42,
        Keys: Key,
        NewImage: { ...Key, dueShard: { S: 'due-1' } },
        SequenceNumber: '000000000000000000001',
        StreamViewType: 'NEW_IMAGE',
      },
    }),
  ])
  client.destroy()
})
