/** Performs each effect once: claims it in the user's record with a lease, performs it and closes it. */
import { type Delivery, isLastAttempt } from '../domain/delivery.ts'
import { isOpen, type LedgerEntry, type LedgerRecord } from '../domain/effect-record.ts'
import type { Closing, EffectLedger, LedgerClaim } from '../ports/effect-ledger.ts'
import type { Call, EffectResult } from '../core/step.ts'

/** One effect, to be performed once. */
interface OnceEffect {
  readonly claim: LedgerClaim
  readonly delivery: Delivery
  /** Undefined: the effect was just enrolled. */
  readonly entry: LedgerEntry | 'claimed-by-us' | undefined
  act(): Promise<Closing>
  /** Called after each write of the record. */
  onRecord(record: LedgerRecord): void
}

/** Performs `act` unless it was performed before or another copy performs it now. After a crash between act and close
 * the lease lapses. The next copy then acts again with the same idempotency key, as often as the delivery allows. */
export async function performOnce(
  ledger: EffectLedger,
  effect: OnceEffect,
  call: Call,
): Promise<EffectResult> {
  const { claim, delivery, entry } = effect
  // The report counts the attempts of the act, not those of the ledger.
  const uncounted: Call = { ...call, onAttempt: () => {} }
  if (entry !== 'claimed-by-us') {
    if (entry !== undefined && !isOpen(entry)) return 'already-done'
    if (entry !== undefined && entry.freeAtMs > claim.nowMs) return 'in-progress'
    const seen = entry ?? { attempts: 0, notPerformed: 0 }
    const claimed = await ledger.claim(claim, seen, isLastAttempt(delivery, seen), uncounted)
    if (claimed === undefined) return 'in-progress'
    effect.onRecord(claimed)
    // The caller has stopped waiting, and counts this attempt as not begun.
    if (call.signal.aborted) return 'in-progress'
  }
  const closing = await effect.act()
  const closed = await ledger.close(claim, closing, uncounted)
  if (closed !== undefined) effect.onRecord(closed)
  return 'performed'
}
