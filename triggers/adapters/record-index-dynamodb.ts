/** Finds unfinished users in the suite's table, and reads many records at once. */
import type { RecordIndex, WalkLease } from '../ports/record-index.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { Json } from '../core/decision.ts'
import { isObject, own, type RawObject } from '../core/json.ts'
import {
  type Database,
  manyBytes,
  suiteDatabase,
  type TableInput,
  tryConditional,
} from './dynamodb-client.ts'
import { fromAttribute, keyAttributes, toAttributes } from './dynamodb-json.ts'
import { ServiceError } from './service-error.ts'
import { dueIndex, dueShards, readRecord } from './provisioning-item.ts'
import { tableName } from './setting.ts'
import { readPages } from './table-search.ts'

export const suiteRecordIndex: RecordIndex = createRecordIndex(suiteDatabase)

export function createRecordIndex(database: Database): RecordIndex {
  return {
    name: 'table',
    shards: dueShards,
    async find(queue, shard, nowMs, limit, call, fromMs = 0) {
      const input = {
        IndexName: dueIndex,
        KeyConditionExpression: 'dueShard = :shard AND dueAtMs BETWEEN :from AND :now',
        ExpressionAttributeValues: toAttributes({
          ':shard': `${queue}-${shard}`,
          ':from': fromMs,
          ':now': nowMs,
        }),
      }
      const items = await readPages(database, 'Query', input, call, limit)
      return items.flatMap((item) => {
        const key = readKey(item)
        const atMs = fromAttribute(own(item, 'dueAtMs'))
        return key !== undefined && typeof atMs === 'number' ? [{ key, atMs }] : []
      })
    },
    async readMany(keys, call) {
      const found = new Map(keys.map(({ pk }) => [pk, readRecord(undefined)]))
      const table = tableName()
      let rest: readonly TableKey[] = keys
      // DynamoDB returns the keys that it did not read.
      while (rest.length > 0) {
        const asked = rest.length
        const RequestItems = { [table]: { Keys: rest.map(keyAttributes), ConsistentRead: false } }
        const input = { TableName: undefined, RequestItems }
        // An answer that leaves all keys unread is a failed attempt, so that the loop ends.
        const check = (answer: RawObject): void => {
          if (keysLeft(answer, table).length >= asked) throw new ServiceError('table', 'throttled')
        }
        const answer = await database.send('BatchGetItem', input, call, { check, maxBytes: manyBytes })
        for (const item of listIn(answer, 'Responses', table)) {
          const key = readKey(item)
          if (key !== undefined) found.set(key.pk, readRecord(item))
        }
        rest = keysLeft(answer, table)
      }
      return found
    },
    async takeWalk(lease, call) {
      const condition = 'attribute_not_exists(freeAtMs) OR freeAtMs <= :now OR #owner = :owner'
      const change = { UpdateExpression: 'SET #owner = :owner, freeAtMs = :until', ReturnValues: 'ALL_OLD' }
      const values = { ':now': lease.nowMs }
      const answer = await tryConditional(
        database.send('UpdateItem', walkUpdate(lease, condition, change, values), call),
      )
      if (answer === undefined) return undefined
      const old = own(answer, 'Attributes')
      return { kept: isObject(old) ? fromAttribute(own(old, 'walk')) : undefined }
    },
    async keepWalk(lease, walk, call) {
      const change = { UpdateExpression: 'SET walk = :walk, freeAtMs = :until' }
      const input = walkUpdate(lease, '#owner = :owner', change, { ':walk': walk })
      return (await tryConditional(database.send('UpdateItem', input, call))) !== undefined
    },
  }
}

/** A write of the item that holds a pool's walk. */
function walkUpdate(
  { userPoolId, owner, untilMs }: WalkLease,
  condition: string,
  change: Pick<TableInput, 'UpdateExpression' | 'ReturnValues'>,
  values: Readonly<Record<string, Json>>,
): TableInput {
  return {
    Key: keyAttributes({ pk: `WALK#${userPoolId}`, sk: 'WALK' }),
    ...change,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: toAttributes({ ':owner': owner, ':until': untilMs, ...values }),
  }
}

function keysLeft(answer: RawObject, table: string): readonly TableKey[] {
  const left = own(answer, 'UnprocessedKeys')
  if (!isObject(left) || own(left, table) === undefined) return []
  return listIn(left, table, 'Keys').map((key) => readKey(key) ?? unreadable())
}

/** The objects of `answer[name][member]`; an empty list when the member is missing.
 * @throws ServiceError for anything else: a user left out would look like a user without a record */
function listIn(answer: RawObject, name: string, member: string): readonly RawObject[] {
  const holder = own(answer, name)
  const list = isObject(holder) ? (own(holder, member) ?? []) : undefined
  return Array.isArray(list) && list.every(isObject) ? list : unreadable()
}

function readKey(item: RawObject): TableKey | undefined {
  const [pk, sk] = [fromAttribute(own(item, 'pk')), fromAttribute(own(item, 'sk'))]
  return typeof pk === 'string' && typeof sk === 'string' ? { pk, sk } : undefined
}

function unreadable(): never {
  throw new ServiceError('table', 'answer_unreadable')
}
