/** The port that finds and removes what the suite keeps of a user. */
import type { Call, Dependency } from '../core/step.ts'
import type { TableKey } from '../domain/table-item.ts'

/** What a user's record tells of what is kept elsewhere. */
export interface ErasureTraces {
  readonly userName: string
  /** The hash of the invitation that was used, when an effect noted it; the notes of the sign-up tell it too. */
  readonly invitation?: string
  /** The sort keys of notes of the sign-up that the user has not redeemed yet. */
  readonly signUps: readonly string[]
  /** The partition keys under which the reservation of the address may be. */
  readonly reservations: readonly string[]
}

export interface MarkedUser {
  /** Undefined: there is no record, it was erased before, or it does not tell yet. */
  readonly traces?: ErasureTraces
  /** Whether somebody works on one of the user's effects at this moment. */
  readonly isBusy: boolean
}

/** What is kept of a user outside of their own items. */
export type Trace =
  /** A note of which invitation they signed up with, or the reservation of their address. */
  | { readonly kind: 'sign-up' | 'reservation'; readonly key: TableKey }
  /** An invitation that names them, or, with `isOwn`, their address, since it was made out to them alone. */
  | { readonly kind: 'invitation'; readonly key: TableKey; readonly isOwn: boolean }

export interface ErasedUser {
  readonly userPoolId: string
  readonly sub: string
}

export interface ErasableUsers extends Dependency {
  readonly name: 'table'
  /** Marks the record, or makes one that is marked: from then on no effect is claimed or closed. */
  mark(key: TableKey, nowMs: number, call: Call): Promise<MarkedUser>
  /** What `mark` would tell. */
  read(key: TableKey, call: Call): Promise<MarkedUser>
  /** In the order in which they are to be removed. Without the record's word the whole table is searched. */
  findTraces(user: ErasedUser, traces: ErasureTraces | undefined, call: Call): Promise<readonly Trace[]>
  /** Again changes nothing. What became somebody else's stays. */
  removeTrace(user: ErasedUser, trace: Trace, call: Call): Promise<void>
  /** The sort keys of the user's own items; bare marks are none. */
  findItems(key: TableKey, call: Call): Promise<readonly string[]>
  /** Puts a bare mark in place of these, of those that a late worker could write, and last of the record, which holds
   * what an erasure that is cut off needs to go on. */
  eraseItems(key: TableKey, found: readonly string[], nowMs: number, call: Call): Promise<void>
}
