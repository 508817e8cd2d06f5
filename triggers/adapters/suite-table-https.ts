/** Calls the suite's table with signed requests and no AWS SDK: for the triggers whose cold start a person waits for. */
import { pause, systemClock, within } from '../core/deadline.ts'
import type { TableReader } from '../core/suite-table.ts'
import type { Call } from '../core/step.ts'
import { type Connection, connectTo, functionRegion, tableName } from './connection.ts'
import { keyAttributes, readAttributes } from './dynamodb-json.ts'
import { readText } from './read-text.ts'
import { functionCredentials, signRequest } from './sign-request.ts'

/** The calls of DynamoDB that are made here. */
export type TableOperation = 'GetItem' | 'PutItem' | 'UpdateItem'

/** What went wrong, by the one who has to look at it; `table_condition_failed` is an answer rather than an error. */
export type TableErrorCode =
  | 'table_condition_failed'
  | 'table_unreachable'
  | 'table_timeout'
  | 'table_throttled'
  | 'table_server_error'
  | 'table_refused'
  | 'table_answer_unreadable'

export class TableError extends Error {
  override readonly name = 'TableError'
  readonly code: TableErrorCode
  readonly isTransient: boolean

  constructor(code: TableErrorCode, isTransient: boolean) {
    super(code)
    this.code = code
    this.isTransient = isTransient
  }
}

/** The wait before a second attempt, in milliseconds. */
const retryPauseMs = 25
/** DynamoDB items are at most 400 KB; their JSON is a little longer. */
const maxAnswerBytes = 1_048_576

const throttlingTypes = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
])

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

/** Makes one call on the suite's table, with as many attempts as the step allows. Rejects with a `TableError`, or with a
 * `TypeError` when the function lacks a setting. */
export async function callTable(
  connection: Connection,
  operation: TableOperation,
  input: Readonly<Record<string, unknown>>,
  call: Call,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    call.onAttempt()
    // The last attempt has the rest of the step's time; the step itself ends it.
    if (attempt >= call.maxAttempts) {
      return callOnce(connection, operation, input, call.signal).catch(rethrow)
    }
    // Each attempt before it gets an equal share of what is left, so that a hang leaves room for the next.
    const shareMs = call.remainingMs() / (call.maxAttempts - attempt + 1)
    const settled = await within(systemClock, shareMs, (signal) =>
      callOnce(connection, operation, input, AbortSignal.any([signal, call.signal])),
    )
    if (settled.kind === 'ok') return settled.value
    const error =
      settled.kind === 'timeout' ? new TableError('table_timeout', true) : toTableError(settled.error)
    if (!error.isTransient || call.remainingMs() <= retryPauseMs) throw error
    if (error.code !== 'table_unreachable') await pause(systemClock, retryPauseMs, call.signal)
    if (call.signal.aborted) throw error
  }
}

async function callOnce(
  connection: Connection,
  operation: TableOperation,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const body = JSON.stringify({ TableName: tableName(), ...input })
  const { url } = connection
  const headers = signRequest(
    {
      url,
      service: 'dynamodb',
      region: functionRegion(),
      target: `DynamoDB_20120810.${operation}`,
      contentType: 'application/x-amz-json-1.0',
      body,
    },
    functionCredentials(),
    systemClock.epochMs(),
  )
  const response = await connection.request({ method: 'POST', path: url.pathname, headers, signal }, body)
  const answer = await readText(
    response,
    maxAnswerBytes,
    () => new TableError('table_answer_unreadable', false),
  )
  const status = response.statusCode ?? 0
  if (status !== 200) throw classify(status, answer)
  return parseJson(answer)
}

function classify(status: number, answer: string): TableError {
  if (status >= 500) return new TableError('table_server_error', true)
  const type = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)"/.exec(answer)?.[1] ?? ''
  if (throttlingTypes.has(type)) return new TableError('table_throttled', true)
  return new TableError(
    type === 'ConditionalCheckFailedException' ? 'table_condition_failed' : 'table_refused',
    false,
  )
}

function rethrow(error: unknown): never {
  throw toTableError(error)
}

/** @throws TypeError when the function lacks a setting: no fault of the table, and no use in trying again. */
function toTableError(error: unknown): TableError {
  if (error instanceof TypeError) throw error
  return error instanceof TableError ? error : new TableError('table_unreachable', true)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TableError('table_answer_unreadable', false)
  }
}
