/** May the bearer of this token do this? One answer for every door: the claims, or a refusal as RFC 6750 words it. */
import { type Clock, type Deadline, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  checkOptions,
  type Checks,
  optional,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { oneOf, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { claimTypes } from '@cognito-trigger-suite/triggers/internal/pre-token-generation/claim'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { isObject, own, ownText, type RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Answered } from '../shared/handler.ts'
import {
  createVerifier,
  type Refusal,
  verifierChecks,
  type VerifierOptions,
  type VerifierRuntime,
} from '../shared/verify.ts'
import { type ClaimsOf, type ClaimTypes, readClaims, readFlag, readList, subjectOf } from './claims.ts'

/** What a token must carry: every entry of every list. For "one of these", give a list of needs. */
export interface Needs {
  readonly scopes?: readonly string[]
  /** In the claim `permissions`. */
  readonly permissions?: readonly string[]
  /** In the claim `cognito:groups`. */
  readonly groups?: readonly string[]
  /** The claim `tenant` must be exactly this. */
  readonly tenant?: string
}

/** Needs, or several of which one is enough. `{}` asks for a valid token and no more. */
export type AnyNeeds = Needs | readonly Needs[]

export interface Rights {
  /** The claims with permissions and tenant, where the suite names them otherwise. */
  readonly names?: { readonly permissions?: string; readonly tenant?: string }
  /** Claims that take all rights away when they are true, or hold anything but true and false. Default `suspended`. */
  readonly restrictive?: readonly string[]
}

const texts = {
  token_missing: [401, 'The request carries no token'],
  token_invalid: [401, 'The token is not valid here'],
  token_expired: [401, 'The token has ended'],
  scope_missing: [403, 'The token lacks a scope that is needed here'],
  permission_missing: [403, 'The token lacks a permission that is needed here'],
  group_missing: [403, 'The token lacks a group that is needed here'],
  tenant_mismatch: [403, 'The token is for another tenant'],
  account_suspended: [403, 'The account is suspended'],
  claim_unreadable: [403, 'The token holds a restriction that cannot be read'],
  route_unknown: [403, 'Nothing is allowed here'],
  temporarily_unavailable: [503, 'The token cannot be checked at the moment'],
} as const satisfies Readonly<Record<string, readonly [401 | 403 | 503, string]>>

/** snake_case and permanent. */
export type RefusalCode = keyof typeof texts

export interface Refused {
  readonly allowed: false
  readonly code: RefusalCode
  /** 401: get another token. 403: another token of the same rights changes nothing. 503: ask again. */
  readonly status: 401 | 403 | 503
  /** One sentence without data of the token. */
  readonly detail: string
  /** `WWW-Authenticate`, or `Retry-After` for 503.
   * @see https://www.rfc-editor.org/rfc/rfc6750.html#section-3 */
  readonly headers: Readonly<Record<string, string>>
  /** Why the token was refused, for the log. */
  readonly reason?: Refusal
}

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
  /** What the suite's claims hold: `accessTokenClaims` of `cts claims types`, or `usualClaims`. */
  readonly claims: Types
}

/** Makes the guard of one pool.
 * @throws TypeError for options that cannot be right */
export function createGuard<const Types extends ClaimTypes>(
  options: GuardOptions<Types>,
  runtime: VerifierRuntime = {},
): Guard<ClaimsOf<Types>> {
  checkOptions<GuardOptions>('guard', options, {
    ...verifierChecks,
    ...rightsChecks,
    claims: record(oneOf(claimTypes)),
  })
  const { claims, names: _, restrictive: __, ...accepted } = options
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

/** Judges claims that somebody else has verified, such as the JWT authorizer of API Gateway: undefined when they are
 * enough. Where no claims are, nobody has verified a token.
 * @throws TypeError for needs and rights that are empty or misspelled */
export function judge(raw: unknown, needs: AnyNeeds, rights: Rights = {}): Refused | undefined {
  checkOptions<Rights>('rights', rights, rightsChecks)
  return judgeClaims(raw, needs, rights)
}

function judgeClaims(raw: unknown, needs: AnyNeeds, rights: Rights): Refused | undefined {
  requireNeeds(needs)
  if (!isObject(raw)) return refusal('token_missing')
  for (const name of rights.restrictive ?? ['suspended']) {
    const value = own(raw, name)
    const isRestricted = value === undefined ? false : readFlag(value)
    if (isRestricted === undefined) return refusal('claim_unreadable')
    if (isRestricted) return refusal('account_suspended')
  }
  const refusals = (isSeveral(needs) ? needs : [needs]).map((each) => findLack(raw, each, rights))
  return refusals.includes(undefined) ? undefined : refusals[0]
}

function findLack(raw: unknown, needs: Needs, { names = {} }: Rights): Refused | undefined {
  const { scopes = [], permissions = [], groups = [], tenant } = needs
  const lacks = (claim: string, wanted: readonly string[]): boolean => {
    const held = new Set(readList(own(raw, claim)))
    return wanted.some((each) => !held.has(each))
  }
  if (lacks('scope', scopes)) return refusal('scope_missing', scopes)
  if (lacks(names.permissions ?? 'permissions', permissions)) return refusal('permission_missing')
  if (lacks('cognito:groups', groups)) return refusal('group_missing')
  const isOther = tenant !== undefined && ownText(raw, names.tenant ?? 'tenant') !== tenant
  return isOther ? refusal('tenant_mismatch') : undefined
}

/** The refusal of a code. */
export function refusal(code: RefusalCode, scopes: readonly string[] = []): Refused {
  const [status, detail] = texts[code]
  const error = status === 401 ? 'invalid_token' : 'insufficient_scope'
  // A request without a token gets no error: it may not know that it needs one.
  const challenge = code === 'token_missing' ? [] : [`error="${error}"`, `error_description="${detail}"`]
  const wanted = scopes.length === 0 ? [] : [`scope="${scopes.join(' ')}"`]
  const headers: Readonly<Record<string, string>> =
    status === 503
      ? { 'retry-after': '1' }
      : { 'www-authenticate': `Bearer ${[...challenge, ...wanted].join(', ')}`.trim() }
  return { allowed: false, code, status, detail, headers }
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

const name = text('a name')
const oneNeed = shape<Needs>({
  scopes: optional(list(text('a scope', (scope) => /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(scope)))),
  permissions: optional(list(name)),
  groups: optional(list(name)),
  tenant: optional(name),
})

export const rightsChecks: Checks<Rights> = {
  names: optional(
    shape<NonNullable<Rights['names']>>({ permissions: optional(name), tenant: optional(name) }),
  ),
  restrictive: optional(list(name, 0)),
}

/** An empty list, an unknown name or a missing tenant would open a door that somebody meant to close.
 * @throws TypeError that names it */
export function requireNeeds(needs: unknown): void {
  const check = Array.isArray(needs) ? list(oneNeed) : oneNeed
  check.test(needs, { member: 'needs', path: '' })
}

function isSeveral(needs: AnyNeeds): needs is readonly Needs[] {
  return Array.isArray(needs)
}

/** Keys come in well under a second. */
const waitMs = 3_000

function fromNow(clock: Clock): Pick<Deadline, 'remainingMs'> {
  const endsAtMs = clock.monotonicMs() + waitMs
  return { remainingMs: () => Math.max(0, endsAtMs - clock.monotonicMs()) }
}
