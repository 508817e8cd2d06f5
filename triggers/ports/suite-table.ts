/** The suite's one table: its keys, and the port through which facts are read from it. */
import type { Json } from '../core/decision.ts'
import type { Call, Dependency } from '../core/step.ts'

/** A primary key of the table. */
export interface TableKey {
  readonly pk: string
  readonly sk: string
}

/** An item's attributes, its keys among them, as JSON. */
export type TableItem = ReadonlyMap<string, Json>

/** Reads one item; undefined when there is none. Rejects with an error whose `code` names the failure. */
export interface TableReader extends Dependency {
  readonly name: 'suite-table'
  read(key: TableKey, call: Call): Promise<TableItem | undefined>
}

/** Writes items. Rejects with an error whose `code` or `name` names the failure. */
export interface TableWriter extends Dependency {
  readonly name: 'suite-table'
  /** Writes the item unless there is one already. */
  putIfAbsent(key: TableKey, item: Readonly<Record<string, Json>>, call: Call): Promise<'written' | 'exists'>
}

/** What is known about one user of one pool. Users are keyed by `sub`: names and addresses change hands. */
export type UserItem = 'PROFILE' | 'PROVISIONING' | 'ENTITLEMENTS' | 'MEMBERSHIPS'

export function userKey(userPoolId: string, sub: string, item: UserItem): TableKey {
  return { pk: `USER#${userPoolId}#${sub}`, sk: item }
}
