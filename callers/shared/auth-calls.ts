/** Calls of `client/` on behalf of a browser, within what is left of the caller's limit. */
import type { Cognito } from '@cognito-trigger-suite/client/cognito'
import { type Attempt, type RetryOptions, startSubmit } from '@cognito-trigger-suite/client/retry'
import type { Call } from './handler.ts'
import type { HttpRequest } from './http.ts'

export interface AuthCalls {
  readonly cognito: Cognito
  readonly clientId: string
  /** @param locale What the call sends as `locale`.
   * @param limitMs All attempts together. Never longer than what is left. */
  attempt(call: Call, locale: string | undefined, limitMs?: number): Attempt
}

/** Kept for what follows Cognito's answer, in milliseconds: one write to the table, and the answer. */
const reserveMs = 1_000

/** Of all attempts, waits and their number; see `client/retry.ts`. A front door has 30 seconds, of which a first attempt
 * may not take all. */
const limits = { attemptLimitMs: 16_000, maxAttempts: 5, baseDelayMs: 200, maxDelayMs: 5_000 }

/** @param quota One for all requests of this copy of the function. */
export function createAuthCalls(
  cognito: Cognito,
  clientId: string,
  { quota, random }: Pick<RetryOptions, 'quota' | 'random'>,
): AuthCalls {
  return {
    cognito,
    clientId,
    attempt({ clock, deadline }, locale, limitMs = Infinity) {
      const totalLimitMs = Math.max(1, Math.min(limitMs, deadline.remainingMs() - reserveMs))
      return startSubmit({ ...limits, totalLimitMs, quota, clock, random }, locale, () => {})
    },
  }
}

/** The languages that the browser asks for, the most wanted first. */
export function localesOf({ headers }: Pick<HttpRequest, 'headers'>): readonly string[] {
  const tags = (headers.get('accept-language') ?? '').slice(0, 200).split(',')
  return tags
    .map((tag) => tag.split(';', 1)[0]?.trim() ?? '')
    .filter((tag) => /^[A-Za-z]{2,3}(-\w+)*$/.test(tag))
}
