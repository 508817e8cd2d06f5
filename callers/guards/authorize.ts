/** May the bearer of this token do this? One answer for every door: the claims, or a refusal as RFC 6750 words it. */
import { type Clock, type Deadline, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import { checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Answered } from '../shared/handler.ts'
import {
  type AnyNeeds,
  claimsCheck,
  judgeClaims,
  refusal,
  type Refused,
  requireNeeds,
  type Rights,
  rightsChecks,
} from '../shared/judge.ts'
import {
  createVerifier,
  verifierChecks,
  type VerifierOptions,
  type VerifierRuntime,
} from '../shared/verify.ts'
import { type ClaimsOf, type ClaimTypes, readClaims, subjectOf } from './claims.ts'

export interface Allowed<Claims> {
  readonly allowed: true
  readonly claims: Claims
  /** All claims of the verified token. */
  readonly raw: RawObject
  /** In seconds since 1970. */
  readonly expiresAtS: number
}

export type Authorized<Claims> = Allowed<Claims> | Refused

export interface Guard<Claims> {
  /** Never lets anybody in by mistake: what cannot be read, or is not known, is refused.
   * @param token As in `Authorization`, with or without `Bearer`.
   * @param deadline How long it may wait for the pool's keys. Default three seconds.
   * @throws TypeError for needs that are empty or misspelled */
  readonly authorize: (
    token: unknown,
    needs: AnyNeeds,
    deadline?: Pick<Deadline, 'remainingMs'>,
  ) => Promise<Authorized<Claims>>
  /** Judges the claims of a token that is already verified: undefined when they are enough. */
  readonly judge: (raw: unknown, needs: AnyNeeds) => Refused | undefined
  /** Reads the pool's keys in advance. */
  readonly open: () => Promise<void>
}

export interface GuardOptions<Types extends ClaimTypes = ClaimTypes> extends VerifierOptions, Rights {
  readonly claims: Types
}

/** Makes the guard of one pool.
 * @throws TypeError for options that cannot be right */
export function createGuard<const Types extends ClaimTypes>(
  options: GuardOptions<Types>,
  runtime: VerifierRuntime = {},
): Guard<ClaimsOf<Types>> {
  checkOptions<GuardOptions>('guard', options, { ...verifierChecks, ...rightsChecks, claims: claimsCheck })
  const { claims, names: _, ...accepted } = options
  const verifier = createVerifier(accepted, runtime)
  const { clock = systemClock } = runtime
  return {
    open: verifier.open,
    judge: (raw, needs) => judgeClaims(raw, needs, options),
    async authorize(token, needs, deadline = fromNow(clock)) {
      requireNeeds(needs)
      const bearer = readBearer(token)
      if (bearer === undefined) return refusal('token_missing')
      const verdict = await verifier.verify(bearer, deadline)
      if (verdict.kind === 'unavailable') return refusal('temporarily_unavailable')
      if (verdict.kind === 'refused') {
        const { reason } = verdict
        return { ...refusal(reason === 'expired' ? 'token_expired' : 'token_invalid'), reason }
      }
      const { claims: raw, expiresAtS } = verdict
      return (
        judgeClaims(raw, needs, options) ?? {
          allowed: true,
          claims: readClaims(raw, claims),
          raw,
          expiresAtS,
        }
      )
    },
  }
}

/** How a function's report counts an answer. */
export function reportOf(
  found: Authorized<unknown>,
  userPoolId: string,
  runtime: Pick<Runtime, 'hashUser'>,
): Omit<Answered<unknown>, 'answer'> {
  if (found.allowed) {
    const subject = subjectOf(found.raw)
    return {
      outcome: 'allowed',
      user: subject === undefined ? undefined : runtime.hashUser(userPoolId, subject),
    }
  }
  const { status, code, reason } = found
  if (status === 503) return { outcome: 'failed', cause: 'user_pool_keys' }
  return { outcome: 'denied', code, by: 'guard', ...(reason === undefined ? {} : { notes: { reason } }) }
}

/** The token of `Authorization`; undefined when there is none, so also for another scheme. */
function readBearer(token: unknown): string | undefined {
  if (typeof token !== 'string') return undefined
  const [, bearer] = /^\s*(?:bearer\s+)?(\S+)\s*$/i.exec(token) ?? []
  return bearer
}

/** Keys come in well under a second. */
const waitMs = 3_000

export function fromNow(clock: Clock): Pick<Deadline, 'remainingMs'> {
  const endsAtMs = clock.monotonicMs() + waitMs
  return { remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}
