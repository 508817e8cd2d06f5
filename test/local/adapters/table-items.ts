/** Single items of a table, as the tests of adapters write and read them past the adapters. */
import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { fromAttribute } from '../../../triggers/adapters/dynamodb-json.ts'
import type { TableKey } from '../../../triggers/core/suite-table.ts'
import { tableName, type TestTable } from '../../support/suite-table.ts'

export const keyOf = ({ pk, sk }: TableKey) => ({ pk: { S: pk }, sk: { S: sk } })

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
