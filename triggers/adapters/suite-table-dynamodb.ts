/** Writes to the suite's table and keeps the records of effects. */
import type { EffectLedger } from '../ports/effect-ledger.ts'
import type { TableWriter } from '../ports/suite-table.ts'
import { type Database, putIfAbsent, suiteDatabase } from './dynamodb-client.ts'
import { createEffectLedger } from './effect-ledger-dynamodb.ts'

/** The writer and ledger that `suite.ts` uses. It connects on first use or in `connect`. */
export const suiteTableWriter: TableWriter & EffectLedger = createTableWriter(suiteDatabase)

export function createTableWriter(database: Database): TableWriter & EffectLedger {
  const writer: TableWriter = {
    name: 'table',
    connect: (count) => database.open(count),
    putIfAbsent: (key, item, call) => putIfAbsent(database, key, item, call),
  }
  return { ...writer, ...createEffectLedger(database, writer) }
}
