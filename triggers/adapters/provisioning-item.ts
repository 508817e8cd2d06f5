/** The provisioning record as an item of the table: what is written, and what is read back. */
import type { Json } from '../core/decision.ts'
import {
  type FoundRecord,
  leaseMs,
  type LedgerEntry,
  type LedgerRecord,
  type RecordedUser,
  type Unlisted,
} from '../domain/effect-record.ts'
import type { NewEntry } from '../ports/effect-ledger.ts'
import type { TableKey } from '../domain/table-item.ts'
import { isObject, own, ownNumber, ownText, type RawObject } from '../core/json.ts'
import { isUserKey } from '../domain/user-key.ts'
import { fromAttribute } from './dynamodb-json.ts'
import { ServiceError } from './service-error.ts'

/** The shards of the index of unfinished users. They spread the load of a storm over partitions. */
export const dueShards = 8

/** The index of records by when they are due: `dueShard`, `dueAtMs`. */
export const dueIndex = 'due'

/** Unfinished records are on `due-<n>`. Records with a failed effect wait for `replay` on `failed-<n>`. */
export type DueQueue = 'due' | 'failed'

/** The shard of a user. It never changes. */
export function shardOf(queue: DueQueue, pk: string): string {
  let hash = 0
  for (const character of pk) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return `${queue}-${hash % dueShards}`
}

export function newEntry(
  { facts, claim, confirmedAtMs }: Omit<NewEntry, 'name'>,
  owner: string,
  nowMs: number,
): { readonly freeAtMs: number; readonly [field: string]: Json } {
  const known = { facts, ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }) }
  return claim === 'opener'
    ? { state: 'pending', owner, freeAtMs: nowMs + leaseMs, attempts: 1, ...known }
    : { state: 'pending', freeAtMs: nowMs, attempts: 0, ...known }
}

/** A record that is handed over without effects and due at once. It holds no attribute of the user.
 * @throws TypeError for a key from which the worker could not read the user */
export function unlistedItem(
  { pk }: TableKey,
  { userName, region, source }: RecordedUser,
  nowMs: number,
): Readonly<Record<string, Json>> {
  if (!isUserKey(pk)) throw new TypeError('the partition key is no user: USER#<pool>#<sub>')
  return {
    user: { userName, region, source },
    effects: {},
    createdAtMs: nowMs,
    unlistedAtMs: nowMs,
    dueShard: shardOf('due', pk),
    dueAtMs: nowMs,
  }
}

/** Reads the attributes of an item; undefined when they are missing.
 * @throws ServiceError `table_answer_unreadable` for anything else: it may hide what was done */
export function readRecord(item: unknown): FoundRecord {
  if (item === undefined) return { kind: 'none' }
  if (!isObject(item)) throw new ServiceError('table', 'answer_unreadable')
  if (fromAttribute(item['erasedAtMs']) !== undefined) return { kind: 'erased' }
  const user = fromAttribute(item['user'])
  const effects = asObject(fromAttribute(item['effects']))
  const unlisted = readUnlisted(item)
  const openedAtMs = fromAttribute(item['createdAtMs'])
  const record: LedgerRecord = {
    user: {
      userName: ownText(user, 'userName') ?? '',
      region: ownText(user, 'region') ?? '',
      source: ownText(user, 'source') ?? '',
    },
    entries: new Map(
      Object.entries(effects).flatMap(([name, value]) => {
        const entry = readEntry(asObject(value))
        return entry === undefined ? [] : [[name, entry] as const]
      }),
    ),
    ...(typeof openedAtMs === 'number' ? { openedAtMs } : {}),
    ...(unlisted === undefined ? {} : { unlisted }),
  }
  return { kind: 'record', record }
}

/** A mark with an unreadable value still counts: then the record is due at once. */
function readUnlisted(item: RawObject): Unlisted | undefined {
  if (item['unlistedAtMs'] === undefined) return undefined
  const [freeAtMs, attempts] = ['unlistedAtMs', 'lookUps'].map((name) => fromAttribute(item[name]))
  return {
    freeAtMs: typeof freeAtMs === 'number' ? freeAtMs : 0,
    attempts: typeof attempts === 'number' ? attempts : 0,
  }
}

function readEntry(entry: RawObject): LedgerEntry | undefined {
  const state = readState(own(entry, 'state'))
  if (state === undefined) return undefined
  const owner = ownText(entry, 'owner')
  const cause = ownText(entry, 'cause')
  const result = ownText(entry, 'result')
  const confirmedAtMs = ownNumber(entry, 'confirmedAtMs')
  const attempts = ownNumber(entry, 'attempts') ?? 0
  const notPerformed = ownNumber(entry, 'notPerformed') ?? 0
  return {
    state,
    freeAtMs: ownNumber(entry, 'freeAtMs') ?? 0,
    attempts,
    // Versions that do not know the count reset the attempts and keep the count.
    notPerformed: notPerformed > attempts ? 0 : notPerformed,
    facts: Object.fromEntries(
      Object.entries(asObject(own(entry, 'facts'))).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    ),
    ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
    ...(owner === undefined ? {} : { owner }),
    ...(cause === undefined ? {} : { cause }),
    ...(result === undefined ? {} : { result }),
    ...(own(entry, 'isUnreported') === true ? { isUnreported: true as const } : {}),
  }
}

function readState(state: unknown): LedgerEntry['state'] | undefined {
  switch (state) {
    case 'pending':
    case 'started':
    case 'done':
    case 'dropped':
    case 'failed':
      return state
    default:
      return undefined
  }
}

function asObject(value: unknown): RawObject {
  return isObject(value) ? value : {}
}
