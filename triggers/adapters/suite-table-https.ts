/** Calls the suite's table with signed requests and no AWS SDK: for the triggers whose cold start a person waits for. */
import type { TableItem, TableKey, TableReader } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import type { RawObject } from '../events/envelope.ts'
import { type Connection, connectTo, tableName } from './connection.ts'
import { keyAttributes, readAttributes, readItems } from './dynamodb-json.ts'
import { ServiceError } from './service-error.ts'
import { callService, type SignedService } from './signed-call.ts'

/** The calls of DynamoDB that are made here. */
export type TableOperation = 'GetItem' | 'PutItem' | 'UpdateItem'

const table: SignedService = {
  name: 'table',
  signingName: 'dynamodb',
  target: 'DynamoDB_20120810',
  json: '1.0',
}

/** The reader that `suite.ts` gives to claim sources and rules. It connects on first use or in `connect`. */
export const suiteTable: TableReader = createTableReader(() => connectTo('dynamodb'))

export function createTableReader(connect: () => Connection): TableReader {
  let connection: Connection | undefined
  const connected = (): Connection => (connection ??= connect())
  return {
    name: 'suite-table',
    connect: () => connected().open(),
    read: async (key, call) =>
      readAttributes(await callTable(connected(), 'GetItem', { Key: keyAttributes(key) }, call)),
  }
}

/** Makes one call on the suite's table, with as many attempts as the step allows. Rejects with a `ServiceError`, or with a
 * `TypeError` when the function lacks a setting. */
export async function callTable(
  connection: Connection,
  operation: TableOperation,
  input: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<RawObject> {
  return callService(connection, table, operation, { TableName: tableName(), ...input }, call)
}

/** Reads up to 100 items by one request. */
export async function readMany(
  connection: Connection,
  keys: readonly TableKey[],
  call: Call,
): Promise<readonly TableItem[]> {
  const name = tableName()
  const RequestItems = { [name]: { Keys: keys.map(keyAttributes), ConsistentRead: true } }
  const read = (answer: unknown) => readItems(answer, name)
  return read(await callService(connection, table, 'BatchGetItem', { RequestItems }, call, read))
}

/** Whether the table did not write because the condition did not hold: an answer rather than an error. */
export function isConditionFailure(error: unknown): boolean {
  return error instanceof ServiceError && error.exception === 'ConditionalCheckFailedException'
}
