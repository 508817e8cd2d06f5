/** Tries a state again as its retriers say, and goes where its catchers say.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import { type Clock, pause } from '@cognito-trigger-suite/triggers/core/deadline'
import type { Failing, Retrier } from './definition.ts'
import { putAt } from './paths.ts'
import { isFor, StateError } from './state-error.ts'

/** Where an execution is after a state. */
export interface Step {
  readonly output: unknown
  /** Undefined at the end. */
  readonly next: string | undefined
}

/** `raw` is the input of the state, into which a catcher puts the error.
 * @throws StateError that no catcher is for */
export async function withRetries(
  { Retry = [], Catch = [] }: Failing,
  raw: unknown,
  attempt: () => Promise<Step>,
  {
    clock,
    random,
    signal,
  }: { readonly clock: Clock; readonly random: () => number; readonly signal: AbortSignal },
): Promise<Step> {
  const retries = new Map<Retrier, number>()
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StateError)) throw error
      const retrier = Retry.find(({ ErrorEquals }) => isFor(ErrorEquals, error))
      const before = retrier === undefined ? 0 : (retries.get(retrier) ?? 0)
      if (retrier !== undefined && before < (retrier.MaxAttempts ?? 3)) {
        retries.set(retrier, before + 1)
        await pause(clock, waitMsOf(retrier, before, random), signal)
        signal.throwIfAborted()
        continue
      }
      const catcher = Catch.find(({ ErrorEquals }) => isFor(ErrorEquals, error))
      if (catcher === undefined) throw error
      const told = { Error: error.error, Cause: error.cause }
      const { ResultPath = '$', Next: next } = catcher
      return { output: ResultPath === null ? raw : putAt(ResultPath, raw, told), next }
    }
  }
}

/** The wait after so many retries. */
function waitMsOf(
  { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy = 'NONE' }: Retrier,
  before: number,
  random: () => number,
): number {
  const ms = 1_000 * Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** before)
  return JitterStrategy === 'FULL' ? Math.round(ms * random()) : ms
}
