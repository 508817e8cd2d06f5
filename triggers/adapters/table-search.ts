/** Reads many items of the suite's table: page by page, a partition, or all that names one user. */
import type { Call } from '../core/step.ts'
import type { TableItem } from '../domain/table-item.ts'
import { isObject, own, type RawObject } from '../core/json.ts'
import { type Database, manyBytes, type TableInput } from './dynamodb-client.ts'
import { readAttributes, toAttributes } from './dynamodb-json.ts'
import { redeemerOf, usedBy } from './invitations-dynamodb.ts'
import { ServiceError } from './service-error.ts'

export async function readPartition(
  database: Database,
  pk: string,
  call: Call,
): Promise<readonly TableItem[]> {
  const input = {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: toAttributes({ ':pk': pk }),
    ConsistentRead: true,
  }
  return asTableItems(await readPages(database, 'Query', input, call))
}

/** The items in other partitions that name the user by `sub`, and the invitations that name the user. Reads the whole
 * table. */
export async function searchTable(
  database: Database,
  { userPoolId, sub }: { readonly userPoolId: string; readonly sub: string },
  call: Call,
): Promise<readonly TableItem[]> {
  const input = {
    FilterExpression: '#sub = :sub OR contains(#usedBy, :redeemer)',
    ExpressionAttributeNames: { '#sub': 'sub', '#usedBy': usedBy },
    ExpressionAttributeValues: toAttributes({ ':sub': sub, ':redeemer': redeemerOf(userPoolId, sub) }),
    ConsistentRead: true,
  }
  return asTableItems(await readPages(database, 'Scan', input, call))
}

/** Items in DynamoDB's form, at most `limit`, page after page. DynamoDB also ends a page at one megabyte.
 * @throws ServiceError `table_answer_unreadable` when the answer is not a page: it may hide an item */
export async function readPages(
  database: Database,
  operation: 'Query' | 'Scan',
  input: TableInput,
  call: Call,
  limit?: number,
): Promise<readonly RawObject[]> {
  const found: RawObject[] = []
  let from: unknown
  for (;;) {
    const page = {
      ...input,
      ...(limit === undefined ? {} : { Limit: limit - found.length }),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    }
    const answer = await database.send(operation, page, call, { maxBytes: manyBytes })
    const items = own(answer, 'Items')
    if (!Array.isArray(items) || !items.every(isObject)) throw new ServiceError('table', 'answer_unreadable')
    found.push(...items)
    from = own(answer, 'LastEvaluatedKey') ?? undefined
    if (from === undefined || found.length === limit) return found
  }
}

function asTableItems(items: readonly RawObject[]): readonly TableItem[] {
  return items.flatMap((Item) => readAttributes({ Item }) ?? [])
}
