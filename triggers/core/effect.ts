/** Each effect once: a ledger entry is opened, claimed with a lease, and closed, all by single conditional writes. */
import type { TableKey } from './suite-table.ts'
import type { Call, Dependency, EffectResult } from './step.ts'

/** An effect as plain data. */
export interface Effect {
  readonly name: string
  /** Derived from pool, user and effect: the same however often the effect is tried. Targets that can, use it. */
  readonly idempotencyKey: string
}

/** An effect's place in the ledger. `pending` without a running lease is free to be claimed. */
export interface LedgerEntry {
  readonly state: 'pending' | 'done' | 'dropped' | 'failed'
  readonly leaseUntilMs: number
}

/** Who claims, what, and until when. Times are epoch milliseconds. */
export interface LedgerClaim {
  readonly key: TableKey
  readonly effect: string
  readonly owner: string
  readonly nowMs: number
}

/** The record of a user's effects. Every method is one conditional write, or one read. */
export interface EffectLedger extends Dependency {
  readonly name: 'suite-table'
  /** Puts the record with every effect pending and leased to `owner`; when there is one, returns its entries. */
  open(
    record: {
      readonly key: TableKey
      readonly effects: readonly string[]
      readonly owner: string
      readonly nowMs: number
    },
    call: Call,
  ): Promise<
    | { readonly kind: 'opened' }
    | { readonly kind: 'exists'; readonly entries: ReadonlyMap<string, LedgerEntry> }
  >
  /** Takes a free effect; false when another copy has it or it is closed. */
  claim(claim: LedgerClaim, call: Call): Promise<boolean>
  /** Closes an effect. Does nothing when the lease went to another copy. */
  close(claim: LedgerClaim, state: 'done' | 'dropped', call: Call): Promise<void>
  /** Takes the record off the index of unfinished users, if every effect is closed. */
  settle(key: TableKey, effects: readonly string[], call: Call): Promise<'settled' | 'unfinished'>
  /** Gives a failed effect back, to be tried later. Does nothing when the lease went to another copy. */
  release(claim: LedgerClaim, cause: string, call: Call): Promise<void>
}

/** How long a claim holds, in milliseconds: well over Lambda's time limit, so that nobody takes over from the living. */
export const leaseMs = 30_000

/** The idempotency key of an effect. */
export function effectKey(userPoolId: string, sub: string, effect: string): string {
  return `${userPoolId}#${sub}#${effect}`
}

/** Performs `act` unless it was performed before or is being performed now.
 * A crash between act and close leaves a lapsing lease: the next copy acts again under the same idempotency key. */
export async function performOnce(
  ledger: EffectLedger,
  claim: LedgerClaim,
  entry: LedgerEntry | 'leased-to-us' | undefined,
  call: Call,
  act: () => Promise<void>,
): Promise<EffectResult> {
  // The report counts the attempts of the act, not those of the ledger around it.
  const uncounted: Call = { ...call, onAttempt: () => {} }
  if (entry !== 'leased-to-us') {
    if (entry !== undefined && entry.state !== 'pending') return 'already-done'
    if (entry !== undefined && entry.leaseUntilMs > claim.nowMs) return 'in-progress'
    if (!(await ledger.claim(claim, uncounted))) return 'in-progress'
  }
  await act()
  await ledger.close(claim, 'done', uncounted)
  return 'performed'
}
