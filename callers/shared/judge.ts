/** Are the claims of a token enough? Whoever reads rights out of claims asks here. */
import {
  checkOptions,
  type Checks,
  optional,
  shape,
} from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { list, record } from '@cognito-trigger-suite/triggers/internal/core/options/collections'
import { oneOf, text } from '@cognito-trigger-suite/triggers/internal/core/options/values'
import { isObject, own, ownText } from '@cognito-trigger-suite/triggers/internal/core/json'
import { type ClaimTypes, readableTypes, readFlag, readList } from '../guards/claims.ts'
import type { Refusal } from './verify.ts'

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
  /** What the suite's claims hold: `accessTokenClaims` of `cts claims types`, or `usualClaims`. A `restrictive` one refuses
   * everything while it is true, or holds anything but true and false. `suspended` always does. */
  readonly claims?: ClaimTypes
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

export interface JudgeOptions extends Rights {
  /** Which token's claims they must be, by `token_use`. Default `access`: a door may take an ID token as well. */
  readonly use?: 'access' | 'id'
}

/** Judges claims that somebody else has verified, such as the JWT authorizer of API Gateway: undefined when they are
 * enough. Where no claims are, nobody has verified a token.
 * @throws TypeError for needs and rights that are empty or misspelled */
export function judge(raw: unknown, needs: AnyNeeds, options: JudgeOptions = {}): Refused | undefined {
  checkOptions<JudgeOptions>('rights', options, { ...rightsChecks, use: optional(oneOf(['access', 'id'])) })
  return judgeClaims(raw, needs, options)
}

/** The same, for options that are checked already. */
export function judgeClaims(raw: unknown, needs: AnyNeeds, options: JudgeOptions): Refused | undefined {
  requireNeeds(needs)
  if (!isObject(raw)) return refusal('token_missing')
  const { use = 'access', claims = {} } = options
  if (own(raw, 'token_use') !== use) return { ...refusal('token_invalid'), reason: 'wrong_use' }
  const restrictive = Object.keys(claims).filter((name) => claims[name] === 'restrictive')
  for (const name of ['suspended', ...restrictive]) {
    const value = own(raw, name)
    const isRestricted = value === undefined ? false : readFlag(value)
    if (isRestricted === undefined) return refusal('claim_unreadable')
    if (isRestricted) return refusal('account_suspended')
  }
  const refusals = (isSeveral(needs) ? needs : [needs]).map((each) => findLack(raw, each, options))
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

const name = text('a name')
const oneNeed = shape<Needs>({
  scopes: optional(list(text('a scope', (scope) => /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(scope)))),
  permissions: optional(list(name)),
  groups: optional(list(name)),
  tenant: optional(name),
})

/** Each claim with its type. */
export const claimsCheck = record(oneOf(readableTypes), name)

export const rightsChecks: Checks<Rights> = {
  names: optional(
    shape<NonNullable<Rights['names']>>({ permissions: optional(name), tenant: optional(name) }),
  ),
  claims: optional(claimsCheck),
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
