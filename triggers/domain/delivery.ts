/** How often the target of an effect may see it, and how many attempts that leaves. */
import type { LedgerEntry } from './effect-record.ts'

/** How often the target of an effect may see it. `idempotent`: any number of times, since a repeat changes nothing
 * there. `at-least-once`: any number of times; repeats carry the same idempotency key. `at-most-twice`: one more time
 * after an attempt whose outcome is unknown. `at-most-once`: never again. */
export type Delivery = 'idempotent' | 'at-least-once' | 'at-most-twice' | 'at-most-once'

/** Attempts whose outcome may stay unknown. The maximum number of attempts bounds the effects that have no limit here. */
const unknownAllowed: Readonly<Record<Delivery, number>> = {
  idempotent: Number.POSITIVE_INFINITY,
  'at-least-once': Number.POSITIVE_INFINITY,
  'at-most-twice': 2,
  'at-most-once': 1,
}

/** Whether the number of times that the target may see the effect is limited. */
export function isBounded(delivery: Delivery): boolean {
  return Number.isFinite(unknownAllowed[delivery])
}

/** What an entry says of its attempts. */
export type AttemptCounts = Pick<LedgerEntry, 'attempts' | 'notPerformed'>

/** Whether the next attempt must be the last one, unless it is certain that the target did nothing. */
export function isLastAttempt(delivery: Delivery, { attempts, notPerformed }: AttemptCounts): boolean {
  return attempts - notPerformed + 1 >= unknownAllowed[delivery]
}

/** The attempt count of a failed effect after an operator has it tried again. Attempts that the target may have seen
 * still count, but at least one attempt is left. */
export function attemptsKept(delivery: Delivery, { attempts, notPerformed }: AttemptCounts): number {
  return isBounded(delivery) ? Math.min(attempts - notPerformed, unknownAllowed[delivery] - 1) : 0
}

/** The cause of an effect that failed because its target may already have seen it as often as is allowed. */
export const outcomeUnknown = 'outcome_unknown'
