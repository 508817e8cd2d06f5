/** The port that keeps the records of users' effects, by single conditional writes. */
import type { Call, Dependency } from '../core/step.ts'
import type { AttemptCounts } from '../domain/delivery.ts'
import type {
  EffectFacts,
  FoundRecord,
  LedgerRecord,
  RecordDue,
  RecordedUser,
  Unlisted,
} from '../domain/effect-record.ts'
import type { TableKey } from '../domain/table-item.ts'

/** An effect that a record begins with. */
export interface NewEntry {
  readonly name: string
  readonly facts: EffectFacts
  /** Claimed by whoever opens the record, or free at once for the worker. */
  readonly claim: 'opener' | 'anyone'
  /** The user was confirmed no earlier, in epoch milliseconds; needed where it is not now. */
  readonly confirmedAtMs?: number
}

/** Who claims, and what. */
export interface LedgerClaim {
  readonly key: TableKey
  readonly effect: string
  readonly owner: string
  readonly nowMs: number
}

/** How a claimed effect ends. */
export type Closing =
  | { readonly state: 'done'; readonly result?: string }
  | { readonly state: 'dropped' | 'failed'; readonly cause: string; readonly isUnreported?: true }

/** How a claimed effect is given back. */
export interface Release {
  readonly cause: string
  readonly freeAtMs: number
  /** Whether it is certain that the target did nothing. */
  readonly isNotPerformed: boolean
}

/** The records of users. Every method is one conditional write, or one read. */
export interface EffectLedger extends Dependency {
  readonly name: 'table'
  /** Puts the record unless there is something under the key; then tells what. `isUnlisted` when effects may be missing
   * from it. */
  open(
    opening: {
      readonly key: TableKey
      readonly user: RecordedUser
      readonly effects: readonly NewEntry[]
      readonly isUnlisted?: boolean
      readonly owner: string
      readonly nowMs: number
    },
    call: Call,
  ): Promise<{ readonly kind: 'opened' } | Exclude<FoundRecord, { kind: 'none' }>>
  read(key: TableKey, call: Call): Promise<FoundRecord>
  /** Adds an effect, free at once. False when the record has it already, is not there, or is erased. */
  enroll(key: TableKey, entry: Omit<NewEntry, 'claim'>, nowMs: number, call: Call): Promise<boolean>
  /** Takes the mark of an unlisted record away: every effect that is due is enrolled. Undefined when another copy did,
   * or the user was erased. */
  markListed(key: TableKey, call: Call): Promise<LedgerRecord | undefined>
  /** Counts a look-up that came to nothing; the next is due at `freeAtMs`. False when the mark is not as it was `seen`,
   * or the user was erased. */
  putOffListing(key: TableKey, seen: Unlisted, freeAtMs: number, call: Call): Promise<boolean>
  /** Deletes a record without effects that is unlisted as it was `seen`, as if nobody had handed it over. False when
   * it is not so, or the user was erased. */
  withdraw(key: TableKey, seen: Unlisted, call: Call): Promise<boolean>
  /** Takes a free effect whose attempts are as they were `seen`; undefined when another copy has it, it is closed, or the
   * user was erased. One that `isLast` is not claimed again unless it is released. */
  claim(
    claim: LedgerClaim,
    seen: AttemptCounts,
    isLast: boolean,
    call: Call,
  ): Promise<LedgerRecord | undefined>
  /** Closes an effect. Undefined when the claim went to another copy, or the user was erased. */
  close(claim: LedgerClaim, closing: Closing, call: Call): Promise<LedgerRecord | undefined>
  /** Gives an effect back, to be tried from `freeAtMs`. Undefined as with `close`; and when it is certain that nothing was
   * performed, which counts, also when the effect was never claimed. */
  release(claim: LedgerClaim, release: Release, call: Call): Promise<LedgerRecord | undefined>
  /** Puts the record where it belongs on the index of unfinished users, if its effects are as they were `seen`. */
  settle(
    key: TableKey,
    due: RecordDue,
    seen: LedgerRecord,
    nowMs: number,
    call: Call,
  ): Promise<'settled' | 'changed'>
  /** Notes that a failure was counted. False when another copy did. */
  acknowledge(key: TableKey, effect: string, call: Call): Promise<boolean>
  /** Frees a failed effect, its attempts back at so many; false when it has not failed. */
  reopen(key: TableKey, effect: string, attempts: number, nowMs: number, call: Call): Promise<boolean>
}
