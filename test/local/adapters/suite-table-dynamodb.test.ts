import { expect, test } from 'vitest'
import { createTableWriter } from '../../../triggers/adapters/suite-table-dynamodb.ts'
import { userKey } from '../../../triggers/core/suite-table.ts'
import { createCall } from '../../support/call.ts'
import { tableOfFile } from './table-items.ts'

const { openDatabase } = tableOfFile()

test('of fifty racing puts of one key exactly one writes', async () => {
  const suite = createTableWriter(openDatabase())
  const key = userKey('pool', 'race', 'PROFILE')

  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) => suite.putIfAbsent(key, { index }, createCall())),
  )

  expect(results.filter((result) => result === 'written')).toHaveLength(1)
})
