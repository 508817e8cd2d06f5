/** One deadline for each invocation, made in the handler's first line, and the only timers of the suite. */

/** Cognito gives up on an attempt after this long. Not configurable.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
export const cognitoLimitMs = 5_000

/** Time kept for the answer: serializing, the log line, the Runtime API round trip, Lambda's answer to Cognito. */
export const returnReserveMs = 200

/** The time that Lambda needs to place a cold sandbox before its process starts. Neither clock in the sandbox sees it. */
export const placementMs = 300

/** A sandbox that idled longer than this between init and its first request was initialised in advance. */
export const aheadOfTimeMs = 1_000

/** The clocks and the timer of one process. It is a parameter, so that tests control time. */
export interface Clock {
  /** Milliseconds that never go back; zero is the start of the process. */
  monotonicMs(): number
  /** Milliseconds since 1970-01-01 UTC. */
  epochMs(): number
  /** Calls `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

/** The time by which the handler must have answered, on the monotonic clock. */
export interface Deadline {
  readonly startedAtMs: number
  readonly endsAtMs: number
  /** Milliseconds left, never below 0. */
  remainingMs(): number
}

/** How a bounded wait ended. A later result is ignored. */
export type Settled<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'timeout' }

/** What the first line of the handler knows about this sandbox. */
export interface SandboxAge {
  readonly isFirstInvocation: boolean
  /** `AWS_LAMBDA_INITIALIZATION_TYPE`: `on-demand`, `provisioned-concurrency` or `snap-start`. */
  readonly initializationType: string | undefined
  /** Monotonic time at which init ended. */
  readonly initEndedAtMs: number
}

export const systemClock: Clock = {
  // `performance.now()` is avoided, since its first use loads nine built-in modules into a cold start.
  monotonicMs: () => process.uptime() * 1_000,
  epochMs: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}

/** The part of Cognito's limit that had passed before the handler's first line, in milliseconds. On the first request
 * of an on-demand sandbox this is placement plus the age of the process. It is 0 for a sandbox that was initialised in
 * advance or has provisioned concurrency.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export function usedBeforeHandlerMs(clock: Clock, age: SandboxAge): number {
  if (!age.isFirstInvocation || age.initializationType !== 'on-demand') return 0

  const nowMs = clock.monotonicMs()
  if (nowMs - age.initEndedAtMs > aheadOfTimeMs) return 0
  return placementMs + nowMs
}

/** Makes the deadline: the smaller of the caller's limit without the time of a cold start, and Lambda's remaining time,
 * minus the reserve for the answer.
 * @param limitMs How long the caller waits. Default: as long as Cognito. */
export function startDeadline(
  clock: Clock,
  lambdaRemainingMs: number,
  age: SandboxAge,
  limitMs = cognitoLimitMs,
): Deadline {
  const startedAtMs = clock.monotonicMs()
  const allowedMs = Math.min(limitMs - usedBeforeHandlerMs(clock, age), lambdaRemainingMs)
  const endsAtMs = startedAtMs + Math.max(0, allowedMs - returnReserveMs)
  return { startedAtMs, endsAtMs, remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}

/** Runs `run` for at most `ms`, then aborts its signal and stops waiting. Never rejects. */
export async function within<T>(
  clock: Clock,
  ms: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Settled<T>> {
  const controller = new AbortController()
  let cancel = (): void => {}
  const timeout = new Promise<Settled<T>>((resolve) => {
    cancel = clock.after(ms, () => {
      resolve({ kind: 'timeout' })
      controller.abort()
    })
  })
  const work = Promise.try(run, controller.signal).then(
    (value): Settled<T> => ({ kind: 'ok', value }),
    (error: unknown): Settled<T> => ({ kind: 'error', error }),
  )
  try {
    return await Promise.race([work, timeout])
  } finally {
    cancel()
  }
}

/** Waits `ms`, or until the signal is aborted. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const cancel = clock.after(ms, resolve)
    signal.addEventListener(
      'abort',
      () => {
        cancel()
        resolve()
      },
      { once: true },
    )
  })
}
