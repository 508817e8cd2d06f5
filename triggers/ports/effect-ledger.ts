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
  /** The effect is claimed by the caller that opens the record, or free at once for the worker. */
  readonly claim: 'opener' | 'anyone'
  /** The earliest time at which the user may have been confirmed, in epoch milliseconds. Needed unless it is now. */
  readonly confirmedAtMs?: number
}

/** Who claims which effect. */
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
  /** Puts the record unless the key is taken; then answers with what is there. `isUnlisted` when effects may be missing
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
  /** Adds an effect, free at once. False when the record has it already, is missing, or is erased. */
  enroll(key: TableKey, entry: Omit<NewEntry, 'claim'>, nowMs: number, call: Call): Promise<boolean>
  /** Removes the mark of an unlisted record after every due effect is enrolled. Undefined when another copy removed it,
   * or the user was erased. */
  markListed(key: TableKey, call: Call): Promise<LedgerRecord | undefined>
  /** Counts a look-up that found no confirmed user. The next look-up is due at `freeAtMs`. False when the mark is no
   * longer the one in `seen`, or the user was erased. */
  putOffListing(key: TableKey, seen: Unlisted, freeAtMs: number, call: Call): Promise<boolean>
  /** Deletes a record without effects whose mark is still the one in `seen`. The user is then as if never handed over.
   * False when the mark has changed, or the user was erased. */
  withdraw(key: TableKey, seen: Unlisted, call: Call): Promise<boolean>
  /** Claims a free effect whose attempts are the ones in `seen`. Undefined when another copy has claimed it, it is
   * closed, or the user was erased. With `isLast` the effect cannot be claimed again unless it is released. */
  claim(
    claim: LedgerClaim,
    seen: AttemptCounts,
    isLast: boolean,
    call: Call,
  ): Promise<LedgerRecord | undefined>
  /** Closes an effect. Undefined when another copy has the claim, or the user was erased. */
  close(claim: LedgerClaim, closing: Closing, call: Call): Promise<LedgerRecord | undefined>
  /** Gives an effect back. It may be claimed again from `freeAtMs`. Undefined as with `close`. When it is certain that
   * nothing was performed, which is counted, also undefined when the effect was never claimed. */
  release(claim: LedgerClaim, release: Release, call: Call): Promise<LedgerRecord | undefined>
  /** Puts the record in its place on the index of unfinished users, if its effects are still the ones in `seen`. */
  settle(
    key: TableKey,
    due: RecordDue,
    seen: LedgerRecord,
    nowMs: number,
    call: Call,
  ): Promise<'settled' | 'changed'>
  /** Notes that a failure was counted. False when another copy noted it. */
  acknowledge(key: TableKey, effect: string, call: Call): Promise<boolean>
  /** Frees a failed effect and sets its attempts to this number. False when the effect has not failed. */
  reopen(key: TableKey, effect: string, attempts: number, nowMs: number, call: Call): Promise<boolean>
}

/** What IAM must allow for `open`, and `enroll`. */
export const openLedgerActions = ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] as const

/** What IAM must allow for `settle`. */
export const settleActions = ['dynamodb:UpdateItem'] as const
