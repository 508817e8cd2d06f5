/** A guard over keys that the test has made, at the tests' instant. */
import { createGuard, type GuardOptions } from '../../../../callers/guards/authorize.ts'
import { type ClaimTypes, usualClaims } from '../../../../callers/guards/claims.ts'
import type { FetchKeys } from '../../../../callers/shared/verify.ts'
import { type Clock, systemClock } from '../../../../triggers/core/deadline.ts'
import type { Runtime } from '../../../../triggers/core/run.ts'
import { clientId, makeKeys, nowS, userPoolId } from '../make-token.ts'

export const keys = makeKeys('one')
export const strangers = makeKeys('one')

export const clock: Clock = { ...systemClock, epochMs: () => nowS * 1_000 }

export const fetchKeys: FetchKeys = () => Promise.resolve(JSON.stringify({ keys: [keys.jwk] }))

export function makeGuard<const Types extends ClaimTypes = typeof usualClaims>(
  options: Partial<GuardOptions<Types>> = {},
  fetched = fetchKeys,
) {
  return createGuard<Types | typeof usualClaims>(
    { userPoolId, clientIds: [clientId], use: 'access', claims: usualClaims, ...options },
    { clock, fetchKeys: fetched },
  )
}

/** A runtime that keeps its lines. */
export function makeRuntime(): { readonly runtime: Runtime; readonly lines: string[] } {
  const lines: string[] = []
  return {
    lines,
    runtime: {
      clock,
      initializationType: 'provisioned-concurrency',
      dimensions: { FunctionName: 'guards', FunctionVersion: '1' },
      log: (line) => void lines.push(line),
      hashUser: () => 'hash',
    },
  }
}

export const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 9_000 }
