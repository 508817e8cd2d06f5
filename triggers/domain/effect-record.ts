/** The record of a user's effects: what it holds, the port that writes it, and what it says of its effects. */
/** What an effect needs to know of its user. The record keeps it until the effect is done. */
export type EffectFacts = Readonly<Record<string, string>>

/** An effect as plain data. */
export interface Effect {
  readonly name: string
  /** Derived from pool, user and effect, so that it is the same at each attempt. Targets that support such keys use it. */
  readonly idempotencyKey: string
  readonly facts: EffectFacts
}

/** `pending` is free or claimed. `started` is claimed by an attempt that must stay the only one. All other states are
 * closed. */
export type EffectState = 'pending' | 'started' | 'done' | 'dropped' | 'failed'

/** An effect's place in the record. Times are epoch milliseconds. */
export interface LedgerEntry {
  readonly state: EffectState
  /** From this time on an open effect may be claimed: the end of a lease, or of the wait after a failure. */
  readonly freeAtMs: number
  /** Claims so far. */
  readonly attempts: number
  /** The claims after which it is certain that the target did nothing. The outcome of every other claim is unknown
   * until the effect is closed: its answer may be lost, or its owner may have died. */
  readonly notPerformed: number
  /** Who has the claim. */
  readonly owner?: string
  readonly facts: EffectFacts
  /** The earliest time at which the user may have been confirmed, in epoch milliseconds. Undefined when the record's
   * opening says it, or when it is unknown. */
  readonly confirmedAtMs?: number
  /** The class of the last error, when there was one. */
  readonly cause?: string
  /** What the target answered, such as the id of a message. */
  readonly result?: string
  /** The effect failed during the confirmation, and the worker has not counted the failure yet. The alarm reads the
   * worker's count. */
  readonly isUnreported?: true
}

/** The user as the effects of the record see it. */
export interface RecordedUser {
  readonly userName: string
  readonly region: string
  /** The trigger source that opened the record, or `Reconcile`. */
  readonly source: string
}

/** The mark of a record that was opened without its effects. The worker must still find out which are due. */
export interface Unlisted {
  /** The worker may ask the pool from this time on, in epoch milliseconds. */
  readonly freeAtMs: number
  /** Look-ups so far that did not find a confirmed user. */
  readonly attempts: number
}

export interface LedgerRecord {
  readonly user: RecordedUser
  /** Epoch milliseconds; undefined when it cannot be read. */
  readonly openedAtMs?: number
  readonly entries: ReadonlyMap<string, LedgerEntry>
  /** While the mark is there, `entries` may lack effects and the record is not finished. */
  readonly unlisted?: Unlisted
}

/** What the table holds under a user's key. A user who was erased stays so. */
export type FoundRecord =
  | { readonly kind: 'record'; readonly record: LedgerRecord }
  | { readonly kind: 'erased' }
  | { readonly kind: 'none' }

/** Where a record goes: off the index, due at a time, or waiting for `replay`. */
export type RecordDue =
  | { readonly kind: 'finished' }
  | { readonly kind: 'due'; readonly atMs: number }
  | { readonly kind: 'failed' }

/** How long a claim holds, in milliseconds. It is much longer than every time limit, so that no copy takes an effect
 * from a running one. */
export const leaseMs = 30_000

/** The longest budget of an effect, in milliseconds. It is a third of the lease, since an aborted act may still go on
 * for a while. */
export const maxEffectBudgetMs = 10_000

/** The idempotency key of an effect. */
export function effectKey(userPoolId: string, sub: string, effect: string): string {
  return `${userPoolId}#${sub}#${effect}`
}

/** An error that every attempt would meet: the effect fails, or is dropped, at once. */
export class PermanentEffectError extends Error {
  override readonly name = 'PermanentEffectError'
  readonly code: string
  readonly state: 'failed' | 'dropped'

  constructor(code: string, state: 'failed' | 'dropped' = 'failed') {
    super(code)
    this.code = code
    this.state = state
  }
}

/** An error after which it is certain that the target did nothing. The attempt does not count as one that the target
 * may have seen. */
export class NotPerformedError extends Error {
  override readonly name = 'NotPerformedError'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** Whether an entry still waits for its effect. */
export function isOpen({ state }: LedgerEntry): boolean {
  return state === 'pending' || state === 'started'
}

/** Whether an effect of the record waits for `replay`. */
export function hasFailed({ entries }: LedgerRecord): boolean {
  return [...entries.values()].some(({ state }) => state === 'failed')
}

/** When the worker may go on with each thing that the record waits for: its open effects, the list of them, and
 * failures that are not counted yet. */
export function waitsOf({ entries, unlisted }: LedgerRecord): readonly number[] {
  const open = [...entries.values()].filter((entry) => isOpen(entry) || entry.isUnreported === true)
  return [...open, ...(unlisted === undefined ? [] : [unlisted])].map(({ freeAtMs }) => freeAtMs)
}

/** Where a record belongs on the index, by the state of its effects. An unlisted record is always due. */
export function dueOf(record: LedgerRecord): RecordDue {
  const waits = waitsOf(record)
  if (waits.length > 0) return { kind: 'due', atMs: Math.min(...waits) }
  return { kind: hasFailed(record) ? 'failed' : 'finished' }
}
