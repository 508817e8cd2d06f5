import { afterEach, describe, expect, test, vi } from 'vitest'
import { shardOf } from '../../../triggers/adapters/provisioning-item.ts'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { createLightTableWriter } from '../../../triggers/adapters/suite-table-https-writer.ts'
import { createTableReader } from '../../../triggers/adapters/suite-table-https.ts'
import { type TableKey, userKey } from '../../../triggers/domain/table-item.ts'
import { createCall } from '../../../triggers/testing/call.ts'
import { itemsOf, tableOfFile } from './table-items.ts'

const { table, openDatabase } = tableOfFile()
const { put, get } = itemsOf(table)
const readFound = (key: TableKey) => createTableWriter(openDatabase()).read(key, createCall())
const writer = createLightTableWriter(createDatabase(() => connectTo(dynamodb)))
afterEach(() => vi.unstubAllEnvs())

describe('handing a user over', () => {
  const record = {
    user: { userName: 'jane', region: 'eu-west-1' },
    nowMs: 1_767_225_600_000,
  }

  test('writes an unlisted record that the worker reads, due at once, and nothing of the user but the name', async () => {
    const key = userKey('pool', 'new', 'PROVISIONING')

    const written = await writer.handOver({ ...record, key }, createCall())

    expect(written).toBe('written')
    const { user, nowMs } = record
    expect(await readFound(key)).toEqual({
      kind: 'record',
      record: {
        user: { ...user, source: 'Reconcile' },
        entries: new Map(),
        openedAtMs: nowMs,
        unlisted: { freeAtMs: nowMs, attempts: 0 },
      },
    })
    expect(await get(key)).toEqual({
      ...key,
      user: { ...user, source: 'Reconcile' },
      effects: {},
      createdAtMs: nowMs,
      unlistedAtMs: nowMs,
      dueShard: shardOf('due', key.pk),
      dueAtMs: nowMs,
    })
  })

  test('leaves a record that is there as it is, and an erased user erased', async () => {
    const key = userKey('pool', 'erased', 'PROVISIONING')
    await put(key, { erasedAtMs: { N: '1' } })

    expect(await writer.handOver({ ...record, key }, createCall())).toBe('exists')
    expect(await readFound(key)).toEqual({ kind: 'erased' })
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
