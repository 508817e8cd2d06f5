/** Writes to the suite's table and keeps the records of effects, through the AWS SDK. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { EffectLedger } from '../core/effect.ts'
import type { TableWriter } from '../core/suite-table.ts'
import { tableName } from './connection.ts'
import { type Database, suiteDatabase, tryConditional } from './dynamodb-client.ts'
import { toAttribute } from './dynamodb-json.ts'
import { createEffectLedger } from './effect-ledger-dynamodb.ts'

/** The writer and ledger that `suite.ts` uses. It connects on first use or in `connect`. */
export const suiteTableWriter: TableWriter & EffectLedger = createTableWriter(suiteDatabase)

export function createTableWriter(database: Database): TableWriter & EffectLedger {
  const writer: TableWriter = {
    name: 'suite-table',
    // A real read: it loads the SDK's request path and the credentials as well as the socket.
    async connect() {
      const command = new GetItemCommand({
        TableName: tableName(),
        Key: { pk: { S: 'WARM' }, sk: { S: 'WARM' } },
      })
      await database()
        .send(command)
        .catch(() => {})
    },
    async putIfAbsent(key, item, call) {
      const attributes = Object.entries({ ...item, ...key }).map(([name, value]) => [
        name,
        toAttribute(value),
      ])
      const command = new PutItemCommand({
        TableName: tableName(),
        Item: Object.fromEntries(attributes),
        ConditionExpression: 'attribute_not_exists(pk)',
      })
      const written = await tryConditional(call, (options) => database().send(command, options))
      return written === undefined ? 'exists' : 'written'
    },
  }
  return { ...writer, ...createEffectLedger(database, writer) }
}
