/** One DynamoDB client per sandbox, made at its first use, and the one way to write on a condition. */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Connection, connectTo } from './connection.ts'
import { type AttemptLimits, attemptLimits, sdkMaxAttempts } from './sdk-call.ts'

/** Gives the client that everything of one sandbox shares. */
export type Database = () => DynamoDBClient

/** The database of the function's own Region. */
export const suiteDatabase: Database = createDatabase(() => connectTo('dynamodb'))

export function createDatabase(connect: () => Connection, limits: AttemptLimits = attemptLimits): Database {
  let opened: DynamoDBClient | undefined
  return () => {
    if (opened !== undefined) return opened
    const connection = connect()
    opened = new DynamoDBClient({
      endpoint: connection.url.href,
      maxAttempts: sdkMaxAttempts,
      retryMode: 'standard',
      requestHandler: { ...limits, httpAgent: connection.agent, httpsAgent: connection.agent },
    })
    return opened
  }
}

/** What the write answered, or undefined when its condition did not hold. Other errors reject. */
export async function tryConditional<Answer>(write: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}
