/** The record of a user's effects: what it holds, the port that keeps it by single conditional writes, and what it says of
 * its effects. */
/** What an effect needs to know of its user, and nothing else: the record keeps it until the effect is done. */
export type EffectFacts = Readonly<Record<string, string>>

/** An effect as plain data. */
export interface Effect {
  readonly name: string
  /** Derived from pool, user and effect: the same however often the effect is tried. Targets that can, use it. */
  readonly idempotencyKey: string
  readonly facts: EffectFacts
}

/** `pending` is free or claimed; `started` is claimed by an attempt that must stay the only one; the rest is closed. */
export type EffectState = 'pending' | 'started' | 'done' | 'dropped' | 'failed'

/** An effect's place in the record. Times are epoch milliseconds. */
export interface LedgerEntry {
  readonly state: EffectState
  /** An open effect may be claimed from then on: the end of a lease, or of a wait after a failure. */
  readonly freeAtMs: number
  /** Claims so far. */
  readonly attempts: number
  /** Those of them of which it is certain that the target did nothing. Of every other one nobody knows, until the effect
   * is closed: its answer may not have been heard, or its owner may have died. */
  readonly notPerformed: number
  /** Who has the claim. */
  readonly owner?: string
  readonly facts: EffectFacts
  /** The user was confirmed no earlier, in epoch milliseconds; undefined where the record's opening says it, or nothing. */
  readonly confirmedAtMs?: number
  /** The class of the last error, when there was one. */
  readonly cause?: string
  /** What the target answered, such as the id of a message. */
  readonly result?: string
  /** Failed in a confirmation, and the worker, whose report people are called by, has not counted it yet. */
  readonly isUnreported?: true
}

/** The user as the effects of the record see it. */
export interface RecordedUser {
  readonly userName: string
  readonly region: string
  /** The trigger source that opened the record, or `Reconcile`. */
  readonly source: string
}

/** The mark of a record that was opened without all of its effects: which are due is not known yet. */
export interface Unlisted {
  /** Epoch milliseconds from which the pool may be asked. */
  readonly freeAtMs: number
  /** Look-ups so far that came to nothing. */
  readonly attempts: number
}

export interface LedgerRecord {
  readonly user: RecordedUser
  /** Epoch milliseconds; undefined when it cannot be read. */
  readonly openedAtMs?: number
  readonly entries: ReadonlyMap<string, LedgerEntry>
  /** While it is there, effects may be missing from `entries`: the record is not finished. */
  readonly unlisted?: Unlisted
}

/** What is found under a user's key. A user who was erased stays so. */
export type FoundRecord =
  | { readonly kind: 'record'; readonly record: LedgerRecord }
  | { readonly kind: 'erased' }
  | { readonly kind: 'none' }

/** What is to become of a record: off the index, due at a time, or waiting for `replay`. */
export type RecordDue =
  | { readonly kind: 'finished' }
  | { readonly kind: 'due'; readonly atMs: number }
  | { readonly kind: 'failed' }

/** How long a claim holds, in milliseconds: well over every time limit, so that nobody takes over from the living. */
export const leaseMs = 30_000

/** The longest budget of an effect, in milliseconds: a third of the lease, for what an aborted act may still do. */
export const maxEffectBudgetMs = 10_000

/** The idempotency key of an effect. */
export function effectKey(userPoolId: string, sub: string, effect: string): string {
  return `${userPoolId}#${sub}#${effect}`
}

/** An error that comes again however often the effect is tried: it fails, or is dropped, at once. */
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

/** An error after which it is certain that the target has done nothing: such an attempt does not count as one that the
 * target may have seen. */
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

/** When somebody may go on with each thing that a record waits for: its open effects, the list of them, and failures
 * that are not counted yet. */
export function waitsOf({ entries, unlisted }: LedgerRecord): readonly number[] {
  const open = [...entries.values()].filter((entry) => isOpen(entry) || entry.isUnreported === true)
  return [...open, ...(unlisted === undefined ? [] : [unlisted])].map(({ freeAtMs }) => freeAtMs)
}

/** Where a record belongs, from what is known of its effects. An unlisted one is due, whatever its effects are. */
export function dueOf(record: LedgerRecord): RecordDue {
  const waits = waitsOf(record)
  if (waits.length > 0) return { kind: 'due', atMs: Math.min(...waits) }
  return { kind: hasFailed(record) ? 'failed' : 'finished' }
}
