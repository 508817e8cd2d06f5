/** Reads the suite's table. */
import type { TableReader } from '../ports/suite-table.ts'
import { type Database, suiteDatabase } from './dynamodb-client.ts'
import { keyAttributes, readAttributes } from './dynamodb-json.ts'

/** The reader that `suite.ts` gives to claim sources and rules. It connects on first use or in `connect`. */
export const suiteTable: TableReader = createTableReader(suiteDatabase)

export function createTableReader(database: Database): TableReader {
  return {
    name: 'table',
    connect: (count) => database.open(count),
    read: async (key, call) =>
      readAttributes(await database.send('GetItem', { Key: keyAttributes(key) }, call)),
  }
}
