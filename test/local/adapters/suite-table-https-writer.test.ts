import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { toAttribute } from '../../../triggers/adapters/dynamodb-json.ts'
import { readRecord, shardOf } from '../../../triggers/adapters/provisioning-item.ts'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createLightTableWriter } from '../../../triggers/adapters/suite-table-https-writer.ts'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import type { Json } from '../../../triggers/core/decision.ts'
import { type TableKey, userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { startTestTable, tableName, type TestTable } from '../../support/suite-table.ts'

let table: TestTable
const writer = createLightTableWriter(createDatabase(() => connectTo(dynamodb)))
beforeAll(async () => {
  table = await startTestTable()
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = table.endpoint
})
afterAll(() => table.close())
afterEach(() => vi.unstubAllEnvs())

async function put(key: TableKey, item: Readonly<Record<string, Json>>): Promise<void> {
  const attributes = Object.entries({ ...item, ...key }).map(([attribute, value]) => [
    attribute,
    toAttribute(value),
  ])
  await table.client.send(new PutItemCommand({ TableName: tableName, Item: Object.fromEntries(attributes) }))
}

async function get({ pk, sk }: TableKey) {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: { pk: { S: pk }, sk: { S: sk } },
    ConsistentRead: true,
  })
  return (await table.client.send(command)).Item
}

describe('handing a user over', () => {
  const record = {
    user: { userName: 'jane', region: 'eu-west-1' },
    nowMs: 1_767_225_600_000,
  }

  test('writes an unlisted record that the worker reads, due at once, and nothing of the user but the name', async () => {
    const key = userKey('pool', 'new', 'PROVISIONING')

    const written = await writer.handOver({ ...record, key }, createCall())

    const item = await get(key)
    expect(written).toBe('written')
    expect(readRecord(item)).toEqual({
      kind: 'record',
      record: {
        user: { userName: 'jane', region: 'eu-west-1', source: 'Reconcile' },
        entries: new Map(),
        openedAtMs: record.nowMs,
        unlisted: { freeAtMs: record.nowMs, attempts: 0 },
      },
    })
    const now = { N: String(record.nowMs) }
    expect(item).toEqual({
      pk: { S: key.pk },
      sk: { S: key.sk },
      user: { M: { userName: { S: 'jane' }, region: { S: 'eu-west-1' }, source: { S: 'Reconcile' } } },
      effects: { M: {} },
      createdAtMs: now,
      unlistedAtMs: now,
      dueShard: { S: shardOf('due', key.pk) },
      dueAtMs: now,
    })
  })

  test('leaves a record that is there as it is, and an erased user erased', async () => {
    const key = userKey('pool', 'erased', 'PROVISIONING')
    await put(key, { erasedAtMs: 1 })

    expect(await writer.handOver({ ...record, key }, createCall())).toBe('exists')
    expect(readRecord(await get(key))).toEqual({ kind: 'erased' })
  })

  test('happens once, however many sandboxes try at the same moment', async () => {
    const key = userKey('pool', 'busy', 'PROVISIONING')

    const results = await Promise.all(
      Array.from({ length: 10 }, () => writer.handOver({ ...record, key }, createCall())),
    )

    expect(results.filter((result) => result === 'written')).toHaveLength(1)
  })
})

test('other failures of a write reject with their code', async () => {
  vi.stubEnv('TABLE_NAME', 'no-such-table')

  const write = writer.putIfAbsent({ pk: 'a', sk: 'b' }, {}, createCall())

  await expect(write).rejects.toMatchObject({ code: 'table_refused' })
})

test('without the name of the table a call rejects at once and says so, as no fault of the table', async () => {
  vi.stubEnv('TABLE_NAME', undefined)
  const call = createCall()

  const read = createTableReader(createDatabase(() => connectTo(dynamodb))).read({ pk: 'a', sk: 'b' }, call)

  await expect(read).rejects.toThrow(
    new TypeError('TABLE_NAME is not set: give the function the name of the suite table'),
  )
  expect(call.attempts()).toBe(0)
  await expect(writer.putIfAbsent({ pk: 'a', sk: 'b' }, {}, createCall(60_000, 1))).rejects.toThrow(TypeError)
})
