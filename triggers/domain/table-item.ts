/** The suite's one table: its keys and items. */
import type { Json } from '../core/decision.ts'

/** A primary key of the table. */
export interface TableKey {
  readonly pk: string
  readonly sk: string
}

/** An item's attributes, its keys among them, as JSON. */
export type TableItem = ReadonlyMap<string, Json>

/** What the suite itself keeps of one user of one pool; a team keeps what it likes beside it. The key holds the `sub`, since names and addresses change hands. */
export type UserItem = 'PROFILE' | 'PROVISIONING' | 'ENTITLEMENTS' | 'MEMBERSHIPS'

export function userKey(userPoolId: string, sub: string, item: UserItem | (string & {})): TableKey {
  return { pk: `USER#${userPoolId}#${sub}`, sk: item }
}
