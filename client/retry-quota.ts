/** Bounds the retries of all calls of a client together, as the SDK's standard retry mode does. */
import type { Transient } from './classify.ts'

/** The tokens of an unused quota. Each retry costs 5 tokens, after no answer 10. The quota allows about 100 retries
 * while everything fails.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export const quotaCapacity = 500

export interface RetryQuota {
  /** The cost of the retry; 0 when it must not be made. */
  take(reason: Transient['reason']): number
  /** Returns the cost of a call's last retry, or one token for a call without retries. */
  giveBack(cost: number): void
}

export function createRetryQuota(capacity = quotaCapacity): RetryQuota {
  let tokens = capacity
  return {
    take(reason) {
      const cost = reason === 'network' ? 10 : 5
      if (cost > tokens) return 0
      tokens -= cost
      return cost
    },
    giveBack(cost) {
      tokens = Math.min(capacity, tokens + (cost || 1))
    },
  }
}
