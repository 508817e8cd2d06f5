/** Bounds the retries of all calls of a client together, as the SDK's standard retry mode does. */
import type { Transient } from './classify.ts'

/** Tokens that an unused quota has. Each retry costs 5, after no answer 10: about 100 retries while everything fails.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
export const quotaCapacity = 500

export interface RetryQuota {
  /** What the retry costs; 0 when it must not be made. */
  take(reason: Transient['reason']): number
  /** Gives back what the last retry of a call cost, or one token for a call that needed none. */
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
