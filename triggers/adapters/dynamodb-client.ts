/** One DynamoDB client per sandbox, made at its first use, and the one way to write on a condition. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'
import type { Call } from '../core/step.ts'
import { type Connection, connectTo } from './connection.ts'
import { clientOptions, sendByAttempts } from './sdk-call.ts'
import { ServiceError } from './service-error.ts'

/** Gives the client that everything of one sandbox shares. */
export type Database = () => DynamoDBClient

/** The database of the function's own Region. */
export const suiteDatabase: Database = createDatabase(() => connectTo('dynamodb'))

export function createDatabase(connect: () => Connection): Database {
  let opened: DynamoDBClient | undefined
  return () => {
    if (opened !== undefined) return opened
    const connection = connect()
    opened = new DynamoDBClient({
      endpoint: connection.url.href,
      ...clientOptions('table', () => connection),
    })
    return opened
  }
}

/** One call of the table, by as many attempts as the step allows. */
export function sendToTable<Answer>(
  call: Call,
  send: (limits: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  return sendByAttempts('table', call, send)
}

/** What the write answered, or undefined when its condition did not hold. Other errors reject. */
export async function tryConditional<Answer>(
  call: Call,
  write: (limits: { readonly abortSignal: AbortSignal }) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await sendToTable(call, write)
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

/** Whether the transaction was written: not when a condition did not hold. One that met another is tried again.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export function tryTransaction(
  call: Call,
  write: (limits: { readonly abortSignal: AbortSignal }) => Promise<unknown>,
): Promise<boolean> {
  return sendToTable(call, async (limits) => {
    try {
      await write(limits)
      return true
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const codes = new Set(error.CancellationReasons?.map(({ Code }) => Code))
      if (codes.has('ConditionalCheckFailed')) return false
      const isPassing = codes.has('TransactionConflict') || codes.has('ThrottlingError')
      throw isPassing ? new ServiceError('table', 'throttled', error.name) : error
    }
  })
}
