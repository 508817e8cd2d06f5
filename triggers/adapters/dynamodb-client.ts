/** The table client that all adapters of a sandbox share: signed calls over one set of sockets. */
import type { AttributeValue } from './dynamodb-json.ts'
import type { Json } from '../core/decision.ts'
import { type Call, callOutsideStep } from '../core/step.ts'
import type { TableItem, TableKey } from '../domain/table-item.ts'
import type { RawObject } from '../core/json.ts'
import { dynamodb } from './aws-services.ts'
import { type Connection, connectTo } from './connection.ts'
import { keyAttributes, readAttributes, readItems, toAttributes } from './dynamodb-json.ts'
import { callService, type CallOptions } from './signed-call.ts'
import { ServiceError } from './service-error.ts'
import { tableName } from './setting.ts'

/** The DynamoDB operations that the suite calls. */
export type TableOperation =
  | 'BatchGetItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'TransactWriteItems'
  | 'UpdateItem'

type Attributes = Readonly<Record<string, AttributeValue>>

export interface TableInput {
  /** Default: the suite's table. Undefined in calls that name the table elsewhere. */
  readonly TableName?: undefined
  readonly Key?: Attributes
  readonly Item?: Attributes
  readonly UpdateExpression?: string
  readonly ConditionExpression?: string
  readonly KeyConditionExpression?: string
  readonly FilterExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Attributes
  readonly ReturnValues?: string
  readonly ConsistentRead?: boolean
  readonly IndexName?: string
  readonly Limit?: number
  readonly ExclusiveStartKey?: unknown
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Attributes[]; readonly ConsistentRead: boolean }>
  >
  readonly TransactItems?: readonly {
    readonly Update: Omit<TableInput, 'TableName'> & { readonly TableName: string }
  }[]
}

export interface Database {
  /** One call of the suite's table, with as many attempts as the step allows. `check` may throw for an answer that another
   * attempt may mend. Rejects with a `ServiceError`, or with a `TypeError` when the function lacks a setting. */
  send(operation: TableOperation, input: TableInput, call: Call, options?: CallOptions): Promise<RawObject>
  /** Makes this many reads at once. They open the sockets and use the signing code for the first time. Never rejects. */
  open(count?: number): Promise<void>
}

/** The longest answer that holds more than one item, in bytes: BatchGetItem gives at most 16 MB, and their JSON is longer. */
export const manyBytes = 33_554_432

/** The longest wait for a read that only opens a connection, in milliseconds. */
const openBudgetMs = 2_000

/** The table of the function's own Region. */
export const suiteDatabase: Database = createDatabase(() => connectTo(dynamodb))

export function createDatabase(connect: () => Connection): Database {
  let connection: Connection | undefined
  const send: Database['send'] = async (operation, input, call, options) => {
    connection ??= connect()
    return callService(connection, dynamodb, operation, { TableName: tableName(), ...input }, call, options)
  }
  return {
    send,
    async open(count = 1) {
      const call = callOutsideStep(AbortSignal.timeout(openBudgetMs), 1, () => openBudgetMs)
      // When the table is down, the step that needs it fails and is counted there. This item does not exist.
      const read = () => send('GetItem', { Key: keyAttributes({ pk: 'WARM', sk: 'WARM' }) }, call)
      await Promise.allSettled(Array.from({ length: count }, read))
    },
  }
}

/** Reads an item consistently. */
export async function readNow(database: Database, key: TableKey, call: Call): Promise<TableItem | undefined> {
  const input = { Key: keyAttributes(key), ConsistentRead: true }
  return readAttributes(await database.send('GetItem', input, call))
}

/** Reads up to 100 items consistently, by one request. */
export async function readMany(
  database: Database,
  keys: readonly TableKey[],
  call: Call,
): Promise<readonly TableItem[]> {
  if (keys.length === 0) return []
  const name = tableName()
  const RequestItems = { [name]: { Keys: keys.map(keyAttributes), ConsistentRead: true } }
  const check = (answer: unknown) => readItems(answer, name)
  const input = { TableName: undefined, RequestItems }
  return check(await database.send('BatchGetItem', input, call, { check, maxBytes: manyBytes }))
}

/** Whether the item was written. False when the key is taken. */
export async function putIfAbsent(
  database: Database,
  key: TableKey,
  item: Readonly<Record<string, Json>>,
  call: Call,
): Promise<'written' | 'exists'> {
  const input = { Item: toAttributes({ ...item, ...key }), ConditionExpression: 'attribute_not_exists(pk)' }
  return (await tryConditional(database.send('PutItem', input, call))) === undefined ? 'exists' : 'written'
}

/** The answer to the write; undefined when its condition did not hold. Other errors reject. */
export async function tryConditional<Answer>(write: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write
  } catch (error) {
    if (error instanceof ServiceError && error.exception === 'ConditionalCheckFailedException')
      return undefined
    throw error
  }
}
