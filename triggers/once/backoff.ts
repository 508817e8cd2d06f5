/** How long a failed effect waits for its next attempt. The wait grows exponentially and has a random part. */

/** The most attempts of one effect, the first included. After them the effect has failed for good and waits for `replay`. */
export const maxEffectAttempts = 12

/** The longest wait after the first failure, in milliseconds. */
const firstWaitMs = 10_000

/** The longest wait, in milliseconds. */
const longestWaitMs = 3_600_000

/** The wait after the given number of failed attempts, in milliseconds. It lies between half of the exponential wait
 * and all of it, so that the users of one outage do not come back at once. With twelve attempts the last one starts
 * 1.7 to 3.4 hours after the first.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
export function backoffMs(failedAttempts: number, random: () => number): number {
  const fullMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failedAttempts - 1))
  return Math.round((fullMs / 2) * (1 + random()))
}
