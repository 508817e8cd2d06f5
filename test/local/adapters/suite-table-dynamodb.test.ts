import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTo } from '../../../triggers/adapters/connection.ts'
import { createDatabase } from '../../../triggers/adapters/dynamodb-client.ts'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { userKey } from '../../../triggers/core/suite-table.ts'
import { createCall } from '../../support/call.ts'
import { startTestTable, type TestTable } from '../../support/suite-table.ts'

let table: TestTable
beforeAll(async () => {
  table = await startTestTable()
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = table.endpoint
})
afterAll(() => table.close())
const openDatabase = () => createDatabase(() => connectTo('dynamodb'))

test('of fifty racing puts of one key exactly one writes', async () => {
  const suite = createTableWriter(openDatabase())
  const key = userKey('pool', 'race', 'PROFILE')

  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => suite.putIfAbsent(key, { index }, createCall())),
  )

  expect(results.filter((result) => result === 'written')).toHaveLength(1)
})
