/** How often the target of an effect may see it, told from what the record says of its attempts. */
import type { LedgerEntry } from './effect-record.ts'

/** How often the target of an effect may see it: a repeat changes nothing there; or repeats carry the same idempotency
 * key; or, after an attempt whose outcome is not known, once more; or never again. */
export type Delivery = 'idempotent' | 'at-least-once' | 'at-most-twice' | 'at-most-once'

/** Attempts whose outcome may stay unknown; those that are bounded by nothing else end after the last attempt of all. */
const unknownAllowed: Readonly<Record<Delivery, number>> = {
  idempotent: Number.POSITIVE_INFINITY,
  'at-least-once': Number.POSITIVE_INFINITY,
  'at-most-twice': 2,
  'at-most-once': 1,
}

/** Whether the target may see it only so often, whatever the attempts are. */
export function isBounded(delivery: Delivery): boolean {
  return Number.isFinite(unknownAllowed[delivery])
}

/** What an entry says of its attempts. */
export type AttemptCounts = Pick<LedgerEntry, 'attempts' | 'notPerformed'>

/** Whether an attempt after these must be the last one, unless it is certain that the target did nothing. */
export function isLastAttempt(delivery: Delivery, { attempts, notPerformed }: AttemptCounts): boolean {
  return attempts - notPerformed + 1 >= unknownAllowed[delivery]
}

/** The attempts that a failed effect begins with when a person has it tried again: what its target may have seen still
 * counts, and leaves one. */
export function attemptsKept(delivery: Delivery, { attempts, notPerformed }: AttemptCounts): number {
  return isBounded(delivery) ? Math.min(attempts - notPerformed, unknownAllowed[delivery] - 1) : 0
}

/** Why an effect failed that its target may have seen as often as is allowed. */
export const outcomeUnknown = 'outcome_unknown'
