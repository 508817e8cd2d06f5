/** Reads and writes items of the suite's table in their stored form, so that nothing is lost. */
import { createHash } from 'node:crypto'
import {
  type AttributeValue,
  keyAttributes,
  toAttributes,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import {
  suiteDatabase,
  tryConditional,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { ServiceError } from '@cognito-trigger-suite/triggers/internal/adapters/service-error'
import { readPages } from '@cognito-trigger-suite/triggers/internal/adapters/table-search'
import type { TableKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import { isObject, own } from '@cognito-trigger-suite/triggers/internal/core/json'
import { makeCall } from '../provisioning/place.ts'

export type StoredItem = Readonly<Record<string, AttributeValue>>

/** The new value of one attribute, or of a path inside it. Without `after` it is removed. */
export interface PathChange {
  readonly path: readonly string[]
  readonly before: AttributeValue | undefined
  readonly after?: AttributeValue
}

export async function getItem(key: TableKey): Promise<StoredItem | undefined> {
  const input = { Key: keyAttributes(key), ConsistentRead: true }
  const item = own(await suiteDatabase.send('GetItem', input, makeCall()), 'Item')
  return item === undefined ? undefined : readStored(item)
}

/** All items whose partition key begins with this text. It reads the whole table. */
export async function scanItems(prefix: string): Promise<readonly StoredItem[]> {
  const input = {
    FilterExpression: 'begins_with(pk, :prefix)',
    ExpressionAttributeValues: toAttributes({ ':prefix': prefix }),
  }
  return (await readPages(suiteDatabase, 'Scan', input, makeCall())).map(readStored)
}

/** @throws ServiceError for anything but an item: a write over it would lose something */
function readStored(item: unknown): StoredItem {
  const attributes = isObject(item) ? Object.entries(item) : [['', undefined] as const]
  return Object.fromEntries(
    attributes.map(([name, value]) => {
      if (isAttribute(value)) return [name, value]
      throw new ServiceError('table', 'answer_unreadable')
    }),
  )
}

function isAttribute(value: unknown): value is AttributeValue {
  return isObject(value) && Object.keys(value).length === 1
}

/** Changes an item that is unchanged since it was read and that no erasure has marked, and returns the new item;
 * undefined for any other item. */
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
    Key: keyAttributes(key),
    ConditionExpression: ['attribute_not_exists(erasedAtMs)', ...conditions].join(' AND '),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  }
  /** Compared value by value, since not every table compares maps and lists. */
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
    const written = await tryConditional(suiteDatabase.send('DeleteItem', request, makeCall()))
    return written === undefined ? undefined : {}
  }
  const clauses = [
    set.length === 0 ? '' : `SET ${set.join(', ')}`,
    remove.length === 0 ? '' : `REMOVE ${remove.join(', ')}`,
  ]
  const input = { ...request, UpdateExpression: clauses.join(' ').trim(), ReturnValues: 'ALL_NEW' }
  const written = await tryConditional(suiteDatabase.send('UpdateItem', input, makeCall()))
  return written === undefined ? undefined : readStored(own(written, 'Attributes') ?? {})
}

function put<Value>(all: Record<string, Value>, sign: string, value: Value): string {
  const placeholder = `${sign}${Object.keys(all).length}`
  all[placeholder] = value
  return placeholder
}

/** Identifies the state of an item that a person saw: 12 digits, or `none`. */
export function versionOf(item: StoredItem | undefined): string {
  if (item === undefined) return 'none'
  const sorted = JSON.stringify(item, (_, value: unknown) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(sorted).digest('hex').slice(0, 12)
}
