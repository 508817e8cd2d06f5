/** Repeats what may pass by itself: exponential backoff, full jitter, one limit for all attempts and waits together.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
import { classify, type Failure, makeTransient, type Transient } from './classify.ts'
import type { Clock } from './clock.ts'
import type { DenialReading } from './denial.ts'
import type { RetryQuota } from './retry-quota.ts'

export interface RetryLimits {
  /** Milliseconds from the submit to the answer, whatever happens. Default 30,000. */
  readonly totalLimitMs: number
  /** Milliseconds one attempt may take. Default 20,000: Cognito may call a trigger three times for 5 s each. */
  readonly attemptLimitMs: number
  /** Default 5. */
  readonly maxAttempts: number
  /** The first wait is at most this long, each further one at most twice the one before. Default 200. */
  readonly baseDelayMs: number
  /** Default 5,000. */
  readonly maxDelayMs: number
}

export const defaultLimits: RetryLimits = {
  totalLimitMs: 30_000,
  attemptLimitMs: 20_000,
  maxAttempts: 5,
  baseDelayMs: 200,
  maxDelayMs: 5_000,
}

/** What a waiting form can show. `checking`: an answer got lost, and the client looks whether the call had worked. */
export type Progress =
  | { readonly kind: 'calling' | 'checking'; readonly attempt: number }
  | {
      readonly kind: 'waiting'
      /** Attempts made so far. */
      readonly attempt: number
      readonly delayMs: number
      /** What is left of the total limit. */
      readonly remainingMs: number
      readonly reason: Transient['reason']
    }

export interface RetryOptions {
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  readonly limits: RetryLimits
  readonly quota: RetryQuota
  readonly reading: DenialReading
  readonly onProgress: (progress: Progress) => void
}

export interface Done<T> {
  readonly kind: 'done'
  readonly value: T
  /** Whether an earlier attempt may have worked. */
  readonly isUnclear: boolean
}

export interface AbortOptions {
  readonly abortSignal: AbortSignal
}

/** Calls until the answer is final. A failure is unclear when any of the attempts may have worked. Never rejects. */
export type Attempt = <T>(
  run: (options: AbortOptions) => Promise<T>,
  how?: {
    readonly kind?: 'calling' | 'checking'
    /** Whether a call is repeated that may have worked. Default true. */
    readonly repeatsUnclear?: boolean
  },
) => Promise<Done<T> | Failure>

/** One submit: what is attempted within it shares the total limit. */
export function startSubmit(options: RetryOptions): Attempt {
  const { clock, random, limits, quota, onProgress } = options
  const endsAtMs = clock.monotonicMs() + limits.totalLimitMs
  const remainingMs = (): number => endsAtMs - clock.monotonicMs()
  return async (run, { kind = 'calling', repeatsUnclear = true } = {}) => {
    let isUnclear = false
    let cost = 0
    for (let attempt = 1; ; attempt += 1) {
      onProgress({ kind, attempt })
      const tried = await tryOnce(options, Math.min(limits.attemptLimitMs, remainingMs()), run)
      isUnclear ||= tried.isUnclear
      if (tried.kind !== 'transient') {
        quota.giveBack(cost)
        return { ...tried, isUnclear }
      }
      const { reason } = tried
      const delayMs = random() * Math.min(limits.maxDelayMs, limits.baseDelayMs * 2 ** (attempt - 1))
      const isLast =
        attempt >= limits.maxAttempts || delayMs >= remainingMs() || (isUnclear && !repeatsUnclear)
      cost = isLast ? 0 : quota.take(reason)
      if (cost === 0) return { ...tried, isUnclear }
      onProgress({ kind: 'waiting', attempt, delayMs, remainingMs: remainingMs(), reason })
      await new Promise<void>((resolve) => void clock.after(delayMs, resolve))
    }
  }
}

/** An answer that comes after the limit is ignored. */
function tryOnce<T>(
  { clock, reading }: RetryOptions,
  limitMs: number,
  run: (options: AbortOptions) => Promise<T>,
): Promise<Done<T> | Failure> {
  return new Promise((resolve) => {
    const controller = new AbortController()
    const cancel = clock.after(limitMs, () => {
      resolve(makeTransient('network', true))
      controller.abort()
    })
    Promise.resolve({ abortSignal: controller.signal })
      .then(run)
      .then(
        (value): Done<T> => ({ kind: 'done', value, isUnclear: false }),
        (error: unknown) => classify(error, reading),
      )
      .then((tried) => {
        cancel()
        resolve(tried)
      })
  })
}
