/** The item of one user, found by their `sub`. */
import type { Command } from 'commander'
import { readAttributes } from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-json'
import {
  type TableItem,
  type TableKey,
  type UserItem,
  userKey,
} from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import type { CliContext } from '../context.ts'
import { enterPlace, type PlaceOptions } from '../provisioning/place.ts'
import { checkSub } from '../provisioning/user-sub.ts'
import { withTable } from './change.ts'
import type { StoredItem } from './store.ts'

export interface FoundUser {
  readonly key: TableKey
  readonly item: StoredItem | undefined
  /** The item as claim sources read it, without the table's own attributes. */
  readonly attributes: TableItem
  readonly version: string
  readonly subject: { readonly sub: string }
  /** Shown when nothing is kept yet: the `sub` may not exist. */
  readonly remark?: string
}

/** The table's own attributes, which are not facts about the user. */
export const ownAttributes: ReadonlySet<string> = new Set([
  'pk',
  'sk',
  'dueShard',
  'dueAtMs',
  'expiresAtS',
  'erasedAtMs',
])

export function addUserArgument(command: Command): Command {
  return command.argument('<sub>', "the user's sub, a UUID")
}

export async function findUser(
  context: CliContext,
  sub: string,
  kind: UserItem,
  options: PlaceOptions,
): Promise<FoundUser> {
  checkSub(sub)
  const { userPoolId } = await enterPlace(context, options)
  const { getItem, versionOf } = await import('./store.ts')
  const key = userKey(userPoolId, sub, kind)
  const item = await withTable(() => getItem(key))
  const attributes = new Map(
    [...(readAttributes({ Item: item }) ?? [])].filter(([name]) => !ownAttributes.has(name)),
  )
  const found = { key, item, attributes, version: versionOf(item), subject: { sub } }
  const remark = `There was no ${kind} item of this user: see that the sub is one of this pool.`
  return item === undefined ? { ...found, remark } : found
}
