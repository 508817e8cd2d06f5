/** Reads many items of the suite's table: a partition, or all that names one user. */
import { type AttributeValue, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Call } from '../core/step.ts'
import type { TableItem } from '../core/suite-table.ts'
import { tableName } from './connection.ts'
import { type Database, sendToTable } from './dynamodb-client.ts'
import { readAttributes } from './dynamodb-json.ts'
import { redeemerOf, usedBy } from './invitations-dynamodb.ts'

interface Page {
  readonly Items?: readonly Record<string, AttributeValue>[] | undefined
  readonly LastEvaluatedKey?: Record<string, AttributeValue> | undefined
}

export function readPartition(database: Database, pk: string, call: Call): Promise<readonly TableItem[]> {
  return readPages((from) => {
    const command = new QueryCommand({
      TableName: tableName(),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
      ...from,
    })
    return sendToTable(call, (options) => database().send(command, options))
  })
}

/** The items outside of their own partition that say by `sub` whose they are, and invitations that name the user. Reads
 * the whole table. */
export function searchTable(
  database: Database,
  { userPoolId, sub }: { readonly userPoolId: string; readonly sub: string },
  call: Call,
): Promise<readonly TableItem[]> {
  return readPages((from) => {
    const command = new ScanCommand({
      TableName: tableName(),
      FilterExpression: '#sub = :sub OR contains(#usedBy, :redeemer)',
      ExpressionAttributeNames: { '#sub': 'sub', '#usedBy': usedBy },
      ExpressionAttributeValues: {
        ':sub': { S: sub },
        ':redeemer': { S: redeemerOf(userPoolId, sub) },
      },
      ConsistentRead: true,
      ...from,
    })
    return sendToTable(call, (options) => database().send(command, options))
  })
}

async function readPages(
  read: (from: { readonly ExclusiveStartKey?: Record<string, AttributeValue> }) => Promise<Page>,
): Promise<readonly TableItem[]> {
  const found: TableItem[] = []
  let from: { readonly ExclusiveStartKey?: Record<string, AttributeValue> } | undefined = {}
  while (from !== undefined) {
    const { Items = [], LastEvaluatedKey }: Page = await read(from)
    for (const item of Items) {
      const attributes = readAttributes({ Item: item })
      if (attributes !== undefined) found.push(attributes)
    }
    from = LastEvaluatedKey === undefined ? undefined : { ExclusiveStartKey: LastEvaluatedKey }
  }
  return found
}
