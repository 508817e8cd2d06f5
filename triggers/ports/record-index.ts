/** The ports through which the worker and `reconcile` find unfinished users. */
import type { Json } from '../core/decision.ts'
import type { FoundRecord } from '../domain/effect-record.ts'
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'
import type { StringMap } from '../core/json.ts'

/** `due` records wait for the worker. `failed` records wait for an operator. */
export type RecordQueue = 'due' | 'failed'

export interface QueuedRecord {
  readonly key: TableKey
  /** When it is due, or when it failed, in epoch milliseconds. */
  readonly atMs: number
}

/** Who walks a pool, and until when nobody else may. */
export interface WalkLease {
  readonly userPoolId: string
  readonly owner: string
  readonly nowMs: number
  /** The end of the lease, in epoch milliseconds. Whoever asks then may take it. */
  readonly untilMs: number
}

export interface RecordIndex extends Dependency {
  readonly name: 'table'
  /** The number of shards of each queue. Shards count from 0. */
  readonly shards: number
  /** The records of a shard that are due from `fromMs`, default the beginning, to `nowMs`, oldest first. The index may
   * lag behind the records. */
  find(
    queue: RecordQueue,
    shard: number,
    nowMs: number,
    limit: number,
    call: Call,
    fromMs?: number,
  ): Promise<readonly QueuedRecord[]>
  /** The records under up to 60 keys, by partition key. They may lag behind the last writes. */
  readMany(keys: readonly TableKey[], call: Call): Promise<ReadonlyMap<string, FoundRecord>>
  /** Takes or renews the lease, and gives what was kept of the last walk. Undefined while it belongs to another owner. */
  takeWalk(lease: WalkLease, call: Call): Promise<{ readonly kept: Json | undefined } | undefined>
  /** Keeps how far the walk is, and renews the lease. False when it belongs to another owner. */
  keepWalk(lease: WalkLease, walk: Json, call: Call): Promise<boolean>
}

/** A user as the pool lists it. */
export interface PoolUser {
  readonly userName: string
  readonly sub: string
  /** Cognito's name of the status: `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `EXTERNAL_PROVIDER`, and so on. */
  readonly status: string
  readonly isEnabled: boolean
  readonly createdAtMs: number
  readonly modifiedAtMs: number
  readonly attributes: StringMap
}

/** ListUsers has 30 requests a second for the account and Region. */
export interface UserList extends Dependency {
  readonly name: 'user-pool'
  /** One page of at most 60 users; without a token, the first. No token in the answer: it was the last. */
  listUsers(
    page: { readonly userPoolId: string; readonly token: string | undefined },
    call: Call,
  ): Promise<{ readonly users: readonly PoolUser[]; readonly nextToken: string | undefined }>
  /** One user; undefined when the list has no user of this `sub`. A user who was just created may not be listed yet. */
  findUser(
    user: { readonly userPoolId: string; readonly sub: string },
    call: Call,
  ): Promise<PoolUser | undefined>
}

/** What IAM must allow for `find` and `readMany`. */
export const findRecordsActions = ['dynamodb:BatchGetItem', 'dynamodb:Query'] as const

/** What IAM must allow for a `UserList`. */
export const listUsersActions = ['cognito-idp:ListUsers'] as const
