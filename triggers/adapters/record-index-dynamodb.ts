/** Finds unfinished users in the suite's table, and reads many records at once, through the AWS SDK. */
import { type AttributeValue, BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { RecordIndex } from '../provisioning-worker/record-index.ts'
import { tableName } from './connection.ts'
import { type Database, sendToTable, suiteDatabase } from './dynamodb-client.ts'
import { fromAttribute, keyAttributes } from './dynamodb-json.ts'
import { ServiceError } from './service-error.ts'
import { dueIndex, dueShards, readRecord } from './provisioning-item.ts'

/** The index that `suite.ts` uses. */
export const suiteRecordIndex: RecordIndex = createRecordIndex(suiteDatabase)

export function createRecordIndex(database: Database): RecordIndex {
  return {
    name: 'suite-table',
    shards: dueShards,
    async find(queue, shard, nowMs, limit, call, fromMs = 0) {
      const items: Readonly<Record<string, AttributeValue>>[] = []
      let ExclusiveStartKey: Record<string, AttributeValue> | undefined
      // DynamoDB ends a page at a megabyte, too.
      do {
        const command: QueryCommand = new QueryCommand({
          TableName: tableName(),
          IndexName: dueIndex,
          KeyConditionExpression: 'dueShard = :shard AND dueAtMs BETWEEN :from AND :now',
          ExpressionAttributeValues: {
            ':shard': { S: `${queue}-${shard}` },
            ':from': { N: String(fromMs) },
            ':now': { N: String(nowMs) },
          },
          Limit: limit - items.length,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        })
        const answer = await sendToTable(call, (options) => database().send(command, options))
        items.push(...(answer.Items ?? []))
        ExclusiveStartKey = answer.LastEvaluatedKey
      } while (ExclusiveStartKey !== undefined && items.length < limit)
      return items.flatMap((item) => {
        const [pk, sk, atMs] = ['pk', 'sk', 'dueAtMs'].map((name) => fromAttribute(item[name]))
        return typeof pk === 'string' && typeof sk === 'string' && typeof atMs === 'number'
          ? [{ key: { pk, sk }, atMs }]
          : []
      })
    },
    async readMany(keys, call) {
      const found = new Map(keys.map(({ pk }) => [pk, readRecord(undefined)]))
      let rest = keys.map(keyAttributes)
      // DynamoDB hands back the keys that it did not get to.
      while (rest.length > 0) {
        const table = tableName()
        const command = new BatchGetItemCommand({
          RequestItems: { [table]: { Keys: rest, ConsistentRead: true } },
        })
        const asked = rest.length
        const answer = await sendToTable(call, async (options) => {
          const given = await database().send(command, options)
          const left = given.UnprocessedKeys?.[table]?.Keys?.length ?? 0
          // Nothing at all is a failed attempt, so that it ends.
          if (left >= asked) throw new ServiceError('table', 'throttled')
          return given
        })
        for (const item of answer.Responses?.[table] ?? []) {
          const pk = fromAttribute(item['pk'])
          if (typeof pk === 'string') found.set(pk, readRecord(item))
        }
        rest = (answer.UnprocessedKeys?.[table]?.Keys ?? []).flatMap((key) => {
          const pk = fromAttribute(key['pk'])
          const sk = fromAttribute(key['sk'])
          return typeof pk === 'string' && typeof sk === 'string' ? [keyAttributes({ pk, sk })] : []
        })
      }
      return found
    },
  }
}
