/** The suite's one table: its keys, and the port through which facts are read from it. */
import type { Json } from '../core/decision.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableItem, TableKey } from '../domain/table-item.ts'

/** Reads one item; undefined when it is missing. Rejects with an error whose `code` names the failure. */
export interface TableReader extends Dependency {
  readonly name: 'table'
  read(key: TableKey, call: Call): Promise<TableItem | undefined>
}

/** Writes items. Rejects with an error whose `code` or `name` names the failure. */
export interface TableWriter extends Dependency {
  readonly name: 'table'
  /** Writes the item unless there is one already. */
  putIfAbsent(key: TableKey, item: Readonly<Record<string, Json>>, call: Call): Promise<'written' | 'exists'>
}

/** What IAM must allow for `read`. */
export const readActions = ['dynamodb:GetItem'] as const

/** What IAM must allow for `putIfAbsent`. */
export const putIfAbsentActions = ['dynamodb:PutItem'] as const
