/** Single items of a table, as the tests of adapters write and read them past the adapters. */
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll } from 'vitest'
import { dynamodb } from '../../../triggers/adapters/aws-services.ts'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { fromAttribute } from '../../../triggers/adapters/dynamodb-json.ts'
import type { TableKey } from '../../../triggers/domain/table-item.ts'
import { startTestTable, tableName, type TestTable } from '../../support/suite-table.ts'

export const keyOf = ({ pk, sk }: TableKey) => ({ pk: { S: pk }, sk: { S: sk } })

/** A table for the tests of one file, where the adapters find it. */
export function tableOfFile() {
  let table: TestTable
  beforeAll(async () => {
    table = await startTestTable()
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = table.endpoint
  })
  afterAll(() => table.close())
  return { table: () => table, openDatabase: () => createDatabase(() => connectTo(dynamodb)) }
}

export function itemsOf(table: () => TestTable) {
  return {
    put: async (key: TableKey, item: Readonly<Record<string, AttributeValue>>): Promise<void> => {
      const Item = { ...keyOf(key), ...item }
      await table().client.send(new PutItemCommand({ TableName: tableName, Item }))
    },
    get: async (key: TableKey): Promise<Readonly<Record<string, unknown>>> => {
      const { Item = {} } = await table().client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(key), ConsistentRead: true }),
      )
      return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, fromAttribute(value)]))
    },
  }
}
