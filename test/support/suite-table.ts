/** The suite's table on dynalite, with its index. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startTable } from '../../local/table/table.ts'

export const tableName = 'suite'

export interface TestTable {
  readonly endpoint: string
  readonly client: DynamoDBClient
  close(): Promise<void>
}

/** Starts it, and names it in the environment as a function finds it there. */
export async function startTestTable(): Promise<TestTable> {
  const table = await startTable({
    port: 0,
    table: {
      name: tableName,
      properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'dueShard', AttributeType: 'S' },
          { AttributeName: 'dueAtMs', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'due',
            KeySchema: [
              { AttributeName: 'dueShard', KeyType: 'HASH' },
              { AttributeName: 'dueAtMs', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    },
  })
  process.env['TABLE_NAME'] = tableName
  const client = new DynamoDBClient({ endpoint: table.endpoint, region: 'eu-west-1' })
  return {
    endpoint: table.endpoint,
    client,
    async close() {
      client.destroy()
      await table.close()
    },
  }
}
