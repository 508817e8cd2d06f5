/** The session of a browser: who is signed in, new tokens for it, and its end. */
import { refresh as refreshTokens } from '@cognito-trigger-suite/client/refresh'
import type { SignedIn } from '@cognito-trigger-suite/client/sign-in'
import { signOut as endSession, type SignOutResult } from '@cognito-trigger-suite/client/sign-out'
import type { RejectedReason } from '@cognito-trigger-suite/client/rejection'
import { pause, within } from '@cognito-trigger-suite/triggers/core/deadline'
import { readForm } from '../shared/browser-guard.ts'
import type { AuthCalls } from '../shared/cognito.ts'
import { localesOf, tellFailure } from '../shared/failures.ts'
import type { Answered, Call } from '../shared/handler.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import { type Problem, refuse, reply, replyFailure } from '../shared/problem.ts'
import {
  claimsIn,
  endedSessionCookie,
  type Session,
  sessionKeyOf,
  type SessionRef,
  type SessionStore,
  type Tokens,
} from '../shared/session-store.ts'

export interface SessionParts extends AuthCalls {
  readonly sessions: SessionStore
  /** Where a page sends the browser after sign-out, so that managed login forgets the person too; undefined without
   * managed login. */
  readonly logoutUrl: string | undefined
}

/** Tokens that last no longer than this are renewed, in milliseconds. */
const freshMs = 60_000

/** The longest renewal, all attempts together, and the time after which another may try, in milliseconds. */
const refreshMs = 10_000
const leaseMs = 14_000

/** A tab that asks while another renews waits this long for the other's tokens, in milliseconds, and looks so often. */
const successorMs = 1_000
const lookEveryMs = 50

/** The longest time that a sign-in takes for the sessions that it ends, and what it leaves for its own answer, in
 * milliseconds. */
const retireMs = 3_000
const reserveMs = 500

/** Refusals after which the refresh token will never work again. */
const endings: ReadonlySet<RejectedReason> = new Set([
  'not_authorized',
  'session_ended',
  'user_disabled',
  'user_not_found',
])

const noSession: Problem = { status: 401, code: 'no_session', detail: 'Please sign in.', language: 'en' }

const over: Problem = {
  status: 401,
  code: 'session_ended',
  detail: 'Please sign in again.',
  language: 'en',
}

const refreshFirst: Problem = {
  status: 409,
  code: 'refresh_required',
  detail: 'Refresh the session first.',
  language: 'en',
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
const notEverywhere: Problem = {
  status: 403,
  code: 'scope_missing',
  detail: 'This session may not end the others: its token lacks the scope aws.cognito.signin.user.admin.',
  language: 'en',
}

/** Stores the tokens of a sign-in, and gives the answer's cookie. The session that the browser had before ends, and so
 * do the oldest of a person with too many.
 * @param before Where the browser's own cookie stays behind: the session that it had when the sign-in began. */
export async function openSession(
  parts: SessionParts,
  result: SignedIn['tokens'],
  request: HttpRequest,
  call: Call,
  before = sessionKeyOf(request.cookies),
): Promise<{ readonly cookie: string; readonly tokens: Tokens } | undefined> {
  const tokens = readTokens(result, call.clock.epochMs())
  if (tokens === undefined) return undefined
  const { cookie, tooMany } = await parts.sessions.create(tokens, call).catch(async (error: unknown) => {
    // Nobody will ever hold this session.
    await inTime(call, [() => revoke(parts, tokens, request, call)])
    throw error
  })
  const old = [...tooMany, ...(before === undefined ? [] : [{ key: before, claims: {} }])]
  // What is not ended in time ends with its life, or when the person signs in again.
  await inTime(
    call,
    old.map((each) => () => retire(parts, each, request, call)),
  )
  return { cookie, tokens }
}

async function inTime(call: Call, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const leftMs = Math.min(retireMs, call.deadline.remainingMs() - reserveMs)
  if (tasks.length === 0 || leftMs <= 0) return
  await within(call.clock, leftMs, () => Promise.allSettled(tasks.map((task) => task())))
}

/** Ends a session at Cognito. */
function revoke(
  parts: SessionParts,
  { refreshToken: Token }: Pick<Tokens, 'refreshToken'>,
  request: HttpRequest,
  call: Call,
): Promise<SignOutResult> {
  const attempt = parts.attempt(call, undefined, retireMs)
  return endSession(attempt, parts.cognitoFor(request), { Token, ClientId: parts.clientId })
}

async function retire(parts: SessionParts, old: SessionRef, request: HttpRequest, call: Call): Promise<void> {
  const found = await parts.sessions.readAgain(old, call)
  if (found !== undefined) await revoke(parts, found, request, call)
  await parts.sessions.remove(found ?? old, call)
}

export async function who(
  parts: SessionParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const session = await parts.sessions.read(request.cookies, call)
  return session === undefined ? refuse(noSession) : reply(describe(session, session.refreshes, call))
}

/** What a page may know: who it is, until when the tokens last, and how often they were renewed. */
export function describe(tokens: Tokens, refreshes: number, { clock }: Call): object {
  const expiresInS = Math.max(0, Math.floor((tokens.accessEndsAtMs - clock.epochMs()) / 1_000))
  return { claims: tokens.claims, expiresInS, refreshes }
}

/** Renews tokens that end within a minute, and those that the page has seen, by their `refreshes`. Tabs that ask at once
 * share one renewal. */
export async function refresh(
  parts: SessionParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { sessions } = parts
  const seen = readForm(request, ['refreshes']).optionalWhole('refreshes', Number.MAX_SAFE_INTEGER)
  const session = await sessions.read(request.cookies, call)
  if (session === undefined) return refuse(noSession, [endedSessionCookie])
  const endsInMs = session.accessEndsAtMs - call.clock.epochMs()
  if (seen !== session.refreshes && endsInMs >= freshMs)
    return reply(describe(session, session.refreshes, call))
  return (await sessions.lease(session, leaseMs, call))
    ? renew(parts, session, request, call)
    : awaitSuccessor(parts, session, call)
}

async function renew(
  parts: SessionParts,
  session: Session,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { sessions, clientId } = parts
  const attempt = parts.attempt(call, undefined, refreshMs)
  const input = { RefreshToken: session.refreshToken, ClientId: clientId }
  const result = await refreshTokens(attempt, parts.cognitoFor(request), input)
  if (result.kind === 'refreshed') {
    const tokens = readTokens(result.tokens, call.clock.epochMs(), session)
    const renewed = tokens && (await sessions.replace(session, tokens, call))
    // The lease had ended, and another has renewed.
    return renewed === undefined
      ? awaitSuccessor(parts, session, call)
      : reply(describe(renewed, renewed.refreshes, call))
  }
  if (result.kind === 'rejected' && endings.has(result.reason)) {
    await sessions.remove(session, call, true)
    return refuse(over, [endedSessionCookie])
  }
  await sessions.release(session, call)
  return replyFailure(tellFailure(result, localesOf(request)))
}

/** A tab that was second must not look signed out: it gets what the first one stored, or is told to ask again. */
async function awaitSuccessor(
  { sessions }: SessionParts,
  session: Session,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const endsAtMs = call.clock.monotonicMs() + Math.min(successorMs, call.deadline.remainingMs())
  for (;;) {
    const now = await sessions.readAgain(session, call)
    if (now === undefined) return refuse(noSession, [endedSessionCookie])
    if (now.refreshes > session.refreshes) return reply(describe(now, now.refreshes, call))
    if (call.clock.monotonicMs() + lookEveryMs > endsAtMs) break
    await pause(call.clock, lookEveryMs, call.signal)
  }
  const detail = 'Another tab is renewing the session. Please ask again.'
  return refuse({ status: 503, code: 'refresh_in_progress', detail, language: 'en', retryAfterS: 1 })
}

/** Ends the session here in any case. `everywhere` ends all sessions of the person, and fails where Cognito does. */
export async function signOut(
  parts: SessionParts,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const isEverywhere = readForm(request, ['everywhere']).optionalFlag('everywhere')
  const session = await parts.sessions.read(request.cookies, call)
  const cookies = [endedSessionCookie]
  const { logoutUrl } = parts
  if (session === undefined) return reply({ isRevoked: false, logoutUrl }, cookies)
  if (isEverywhere && session.accessEndsAtMs <= call.clock.epochMs()) return refuse(refreshFirst)
  const token = isEverywhere ? { AccessToken: session.accessToken } : { Token: session.refreshToken }
  const attempt = parts.attempt(call, undefined, refreshMs)
  const result = await endSession(attempt, parts.cognitoFor(request), { ...token, ClientId: parts.clientId })
  const isRevoked = result.kind === 'signed_out'
  if (result.kind !== 'signed_out' && isEverywhere) {
    const isOfScope = result.kind === 'rejected' && result.reason === 'not_authorized'
    return isOfScope ? refuse(notEverywhere) : replyFailure(tellFailure(result, localesOf(request)))
  }
  const others = isEverywhere ? await parts.sessions.others(session, call) : []
  await Promise.all([session, ...others].map((each) => parts.sessions.remove(each, call)))
  return reply({ isRevoked, logoutUrl }, cookies)
}

/** Claims of the protocol, which say nothing of the person. */
const technical: ReadonlySet<string> = new Set(
  'aud at_hash client_id event_id exp iat iss jti nonce origin_jti token_use version'.split(' '),
)

/** Undefined for an answer without the tokens of a session, or without whose they are. The tokens come from Cognito itself, over TLS. */
export function readTokens(
  { AccessToken, IdToken, RefreshToken, ExpiresIn }: SignedIn['tokens'],
  nowMs: number,
  before?: Tokens,
): Tokens | undefined {
  const refreshToken = RefreshToken ?? before?.refreshToken
  if (!AccessToken || !refreshToken || ExpiresIn === undefined) return undefined
  // Rights stand in the access token. Some claims of the ID token are written by the person.
  const claims = Object.entries({ ...claimsIn(IdToken), ...claimsIn(AccessToken) })
  if (!claims.some(([name]) => name === 'sub')) return undefined
  return {
    accessToken: AccessToken,
    refreshToken,
    accessEndsAtMs: nowMs + ExpiresIn * 1_000,
    claims: Object.fromEntries(claims.filter(([name]) => !technical.has(name))),
  }
}
