/** The port that finds and removes what the suite keeps of a user. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

/** What a user's record says of data in other partitions. */
export interface ErasureTraces {
  readonly userName: string
  /** The hash of the used invitation, when an effect noted it. The notes of the sign-up say it too. */
  readonly invitation?: string
  /** The sort keys of sign-up notes that the user has not redeemed yet. */
  readonly signUps: readonly string[]
  /** The partition keys that may hold the reservation of the address. */
  readonly reservations: readonly string[]
}

export interface MarkedUser {
  /** Undefined when the record is missing, was erased before, or does not say it yet. */
  readonly traces?: ErasureTraces
  /** Whether a copy of the worker has one of the user's effects claimed now. */
  readonly isBusy: boolean
}

/** Data of a user outside of the user's own items. */
export type Trace =
  /** A note of the invitation that the user signed up with, or the reservation of their address. */
  | { readonly kind: 'sign-up' | 'reservation'; readonly key: TableKey }
  /** An invitation that names the user, or, with `isOwn`, the user's address, since it was made out to the user alone. */
  | { readonly kind: 'invitation'; readonly key: TableKey; readonly isOwn: boolean }

export interface ErasedUser {
  readonly userPoolId: string
  readonly sub: string
}

export interface ErasableUsers extends Dependency {
  readonly name: 'table'
  /** Marks the record, or creates a marked one. From then on no effect is claimed or closed. */
  mark(key: TableKey, nowMs: number, call: Call): Promise<MarkedUser>
  /** Reads what `mark` would answer. */
  read(key: TableKey, call: Call): Promise<MarkedUser>
  /** In the order in which they must be removed. When the record does not say where, the whole table is searched. */
  findTraces(user: ErasedUser, traces: ErasureTraces | undefined, call: Call): Promise<readonly Trace[]>
  /** A repeat changes nothing. An item that another user has taken over stays. */
  removeTrace(user: ErasedUser, trace: Trace, call: Call): Promise<void>
  /** The sort keys of the user's own items, without bare marks. */
  findItems(key: TableKey, call: Call): Promise<readonly string[]>
  /** Replaces these items by bare marks, and those that a late worker could write. The record comes last, since it
   * holds what an interrupted erasure needs to go on. */
  eraseItems(key: TableKey, found: readonly string[], nowMs: number, call: Call): Promise<void>
}
