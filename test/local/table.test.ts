/** The local table has the template's keys and indexes, and keeps conditional writes apart. */
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, expect, test } from 'vitest'
import { startTable } from '../../local/table/table.ts'

const properties = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
      ContributorInsightsSpecification: { Enabled: false },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
}

const table = await startTable({ port: 0, table: { name: 'suite', properties } })
const client = new DynamoDBClient({ endpoint: table.endpoint })
afterAll(async () => {
  client.destroy()
  await table.close()
})

test('the table is active with its keys and index as soon as it has started', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'suite' }))

  expect(Table?.TableStatus).toBe('ACTIVE')
  expect(Table?.KeySchema).toEqual(properties.KeySchema)
  expect(Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index.KeySchema])).toEqual([
    ['due', properties.GlobalSecondaryIndexes[0]?.KeySchema],
  ])
})

test('of twenty racing conditional puts exactly one wins', async () => {
  const put = () =>
    client.send(
      new PutItemCommand({
        TableName: 'suite',
        Item: { pk: { S: 'USER#1' }, sk: { S: 'PROVISIONING' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    )

  const results = await Promise.allSettled(Array.from({ length: 20 }, put))

  const refused = results.filter((result) => result.status === 'rejected')
  expect(refused).toHaveLength(19)
  expect(refused[0]?.reason).toMatchObject({ name: 'ConditionalCheckFailedException' })
})

test('the index answers only the items that carry its key', async () => {
  await client.send(
    new PutItemCommand({ TableName: 'suite', Item: { pk: { S: 'USER#2' }, sk: { S: 'PROFILE' } } }),
  )
  await client.send(
    new PutItemCommand({
      TableName: 'suite',
      Item: { pk: { S: 'USER#3' }, sk: { S: 'PROVISIONING' }, dueShard: { S: '0' }, dueAt: { N: '7' } },
    }),
  )

  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'suite',
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
      ExpressionAttributeValues: { ':shard': { S: '0' }, ':now': { N: '9' } },
    }),
  )

  expect(Items?.map((item) => item['pk']?.S)).toEqual(['USER#3'])
})

test('a table without keys is refused with the operation named', async () => {
  const started = startTable({ port: 0, table: { name: 'broken', properties: {} } })

  await expect(started).rejects.toThrow(/^The local table refused CreateTable: /)
})

test('closing waits for writes whose clients have gone, and throws nothing at nobody', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown): number => uncaught.push(error)
  process.on('uncaughtException', note)

  // Closed at each moment of the writes' way through the table.
  for (let moment = 0; moment < 30; moment += 1) {
    const other = await startTable({ port: 0, table: { name: 'suite', properties } })
    const writer = new DynamoDBClient({ endpoint: other.endpoint, maxAttempts: 1 })
    for (let at = 0; at < 20; at += 1) {
      const key = { pk: { S: `USER#${at}` }, sk: { S: 'PROVISIONING' } }
      const Item = { ...key, dueShard: { S: '0' }, dueAt: { N: '1' } }
      writer.send(new PutItemCommand({ TableName: 'suite', Item })).catch(() => undefined)
    }
    for (let turn = 0; turn < moment; turn += 1) await new Promise(setImmediate)
    await other.close()
    writer.destroy()
  }

  process.off('uncaughtException', note)
  expect(uncaught).toEqual([])
})
