/** Repeats calls that may succeed later: exponential backoff, full jitter, one limit for all attempts and waits together.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/ */
import { classify, type Failure, type Transient } from './classify.ts'
import type { Clock } from './clock.ts'
import type { RetryQuota } from './retry-quota.ts'

export interface RetryOptions {
  /** Milliseconds from the submit to the answer, in every case. Default 30,000. */
  readonly totalLimitMs: number
  /** The most milliseconds of one attempt. Default 20,000: Cognito may call a trigger three times for 5 s each. */
  readonly attemptLimitMs: number
  /** Default 5. */
  readonly maxAttempts: number
  /** The longest first wait. Each further wait may be twice as long as the one before. Default 200. */
  readonly baseDelayMs: number
  /** The longest wait. Default 5,000. */
  readonly maxDelayMs: number
  /** Give the same quota to all clients of one pool. Default: one for each client. */
  readonly quota: RetryQuota
  readonly clock: Clock
  /** A number from 0 up to, but not including, 1. Default `Math.random`. */
  readonly random: () => number
  /** Denial code → form field, for codes of your own. */
  readonly fields?: ReadonlyMap<string, string>
}

/** What a form can show while it waits. `checking`: an answer was lost, and the client finds out whether the call had
 * worked. */
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

/** Rejects with the error of the library, also for a refused password or code. */
export type Call<T> = (settings: CallSettings) => Promise<T>

export interface CallSettings {
  readonly abortSignal: AbortSignal
}

/** Calls until the answer is final. A failure is unclear when any of the attempts may have worked. Never rejects. */
export type Attempt = <Result extends Success>(
  call: Call<Result>,
  kind?: 'calling' | 'checking',
  /** Whether a call that may have worked is not repeated. Default false. */
  isOnce?: boolean,
) => Promise<Result | Failure>

/** Only failures have `isUnclear`. */
interface Success {
  readonly kind:
    | 'signed_up'
    | 'confirmed'
    | 'code_sent'
    | 'signed_in'
    | 'challenged'
    | 'refreshed'
    | 'signed_out'
    | 'signed_out_here'
  readonly isUnclear?: undefined
}

/** One submit: its attempts share the total limit. */
export function startSubmit(
  options: RetryOptions,
  locale: string | undefined,
  onProgress: (progress: Progress) => void,
): Attempt {
  const { clock, fields } = options
  const endsAtMs = clock.monotonicMs() + options.totalLimitMs
  const remainingMs = (): number => endsAtMs - clock.monotonicMs()

  /** An answer that comes after the limit is ignored. */
  const callOnce = <Result>(call: Call<Result>): Promise<Result | Failure> =>
    new Promise((resolve) => {
      const controller = new AbortController()
      const cancel = clock.after(Math.min(options.attemptLimitMs, remainingMs()), () => {
        resolve(classify({ name: 'TimeoutError' }))
        controller.abort()
      })
      void Promise.resolve({ abortSignal: controller.signal })
        .then(call)
        .then(resolve, (error: unknown) => resolve(classify(error, fields, locale)))
        .finally(cancel)
    })

  return async (call, kind = 'calling', isOnce) => {
    let isUnclear = false
    let cost = 0
    for (let attempt = 1; ; attempt += 1) {
      onProgress({ kind, attempt })
      const tried = await callOnce(call)
      isUnclear ||= !!tried.isUnclear
      if (tried.kind !== 'transient') {
        options.quota.giveBack(cost)
        return 'isUnclear' in tried ? { ...tried, isUnclear } : tried
      }
      const { reason } = tried
      const delayMs =
        options.random() * Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1))
      const mayRepeat = attempt < options.maxAttempts && !(isOnce && isUnclear)
      cost = mayRepeat && delayMs < remainingMs() ? options.quota.take(reason) : 0
      if (!cost) return { ...tried, isUnclear }
      onProgress({ kind: 'waiting', attempt, delayMs, remainingMs: remainingMs(), reason })
      await new Promise<void>((resolve) => void clock.after(delayMs, resolve))
    }
  }
}
