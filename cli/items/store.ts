/** Items of the suite's table as the command line reads and writes them: as they are stored, so that nothing is lost. */
import { createHash } from 'node:crypto'
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { tableName } from '../../triggers/adapters/connection.ts'
import { sendToTable, suiteDatabase, tryConditional } from '../../triggers/adapters/dynamodb-client.ts'
import { keyAttributes } from '../../triggers/adapters/dynamodb-json.ts'
import type { TableKey } from '../../triggers/core/suite-table.ts'
import { isObject } from '../../triggers/events/envelope.ts'
import { makeCall } from '../provisioning/place.ts'

export type StoredItem = Readonly<Record<string, AttributeValue>>

/** What one attribute is to be, or what a path inside of it is; without `after` it goes. */
export interface PathChange {
  readonly path: readonly string[]
  readonly before: AttributeValue | undefined
  readonly after?: AttributeValue
}

/** undefined when there is none. */
export async function getItem(key: TableKey): Promise<StoredItem | undefined> {
  const Key = keyAttributes(key)
  const command = new GetItemCommand({ TableName: tableName(), Key, ConsistentRead: true })
  return (await sendToTable(makeCall(), (limits) => suiteDatabase().send(command, limits))).Item
}

/** All items whose partition key begins so, by reading the whole table. */
export async function scanItems(prefix: string): Promise<readonly StoredItem[]> {
  const found: StoredItem[] = []
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined
  do {
    const command: ScanCommand = new ScanCommand({
      TableName: tableName(),
      FilterExpression: 'begins_with(pk, :prefix)',
      ExpressionAttributeValues: { ':prefix': { S: prefix } },
      ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
    })
    const answer = await sendToTable(makeCall(), (limits) => suiteDatabase().send(command, limits))
    found.push(...(answer.Items ?? []))
    ExclusiveStartKey = answer.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  return found
}

/** Changes what is still as it was read, in an item that no erasure has marked; undefined when it is not so any more,
 * else the item as it is now. */
export async function changeItem(
  key: TableKey,
  changes: readonly PathChange[],
  isItemGone: boolean,
): Promise<StoredItem | undefined> {
  const names: Record<string, string> = {}
  const values: Record<string, AttributeValue> = {}
  const nameOf = (name: string): string => put(names, '#n', name)
  const valueOf = (value: AttributeValue): string => put(values, ':v', value)
  const set: string[] = []
  const remove: string[] = []
  const conditions = changes.flatMap(({ path, before, after }) => {
    const at = path.map(nameOf).join('.')
    if (!isItemGone && after === undefined) remove.push(at)
    if (!isItemGone && after !== undefined) set.push(`${at} = ${valueOf(after)}`)
    return before === undefined ? [`attribute_not_exists(${at})`] : isStill(at, before)
  })
  const request = {
    TableName: tableName(),
    Key: keyAttributes(key),
    ConditionExpression: ['attribute_not_exists(erasedAtMs)', ...conditions].join(' AND '),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  }
  /** Compared leaf by leaf, since not every table compares maps and lists. */
  function isStill(at: string, value: AttributeValue): readonly string[] {
    const inner =
      value.M === undefined
        ? value.L?.map((entry, index) => [`${at}[${index}]`, entry] as const)
        : Object.entries(value.M).map(([name, entry]) => [`${at}.${nameOf(name)}`, entry] as const)
    if (inner === undefined) return [`${at} = ${valueOf(value)}`]
    const type = valueOf({ S: value.M === undefined ? 'L' : 'M' })
    const size = valueOf({ N: String(inner.length) })
    const leaves = inner.flatMap(([place, entry]) => isStill(place, entry))
    return [`attribute_type(${at}, ${type})`, `size(${at}) = ${size}`, ...leaves]
  }
  if (isItemGone) {
    const command = new DeleteItemCommand(request)
    return tryConditional(makeCall(), async (limits) => {
      await suiteDatabase().send(command, limits)
      return {}
    })
  }
  const clauses = [
    set.length === 0 ? '' : `SET ${set.join(', ')}`,
    remove.length === 0 ? '' : `REMOVE ${remove.join(', ')}`,
  ]
  const command = new UpdateItemCommand({
    ...request,
    UpdateExpression: clauses.join(' ').trim(),
    ReturnValues: 'ALL_NEW',
  })
  return tryConditional(makeCall(), async (limits) => {
    const { Attributes = {} } = await suiteDatabase().send(command, limits)
    return Attributes
  })
}

function put<Value>(all: Record<string, Value>, sign: string, value: Value): string {
  const placeholder = `${sign}${Object.keys(all).length}`
  all[placeholder] = value
  return placeholder
}

/** Tells whether an item is as somebody saw it: 12 digits, or `none`. */
export function versionOf(item: StoredItem | undefined): string {
  if (item === undefined) return 'none'
  const sorted = JSON.stringify(item, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(sorted).digest('hex').slice(0, 12)
}
