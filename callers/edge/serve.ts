/** The function at CloudFront's edge: who is signed in passes, who is not goes to the managed login, once. */
import { lambdaRuntime } from '@cognito-trigger-suite/triggers/internal/core/lambda-runtime'
import type { RawObject } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { Runtime } from '@cognito-trigger-suite/triggers/internal/core/run'
import { callers } from '../callers.ts'
import {
  type Answered,
  type Call,
  type CallerFunction,
  type CallerHandler,
  createCallerHandler,
} from '../shared/handler.ts'
import type { HttpAnswer } from '../shared/http.ts'
import { problemPage } from '../shared/pages.ts'
import type { Problem, ToldFailure } from '../shared/problem.ts'
import { type Authorized, createGuard, type Guard } from '../guards/authorize.ts'
import type { Refused } from '../shared/judge.ts'
import type { VerifierRuntime } from '../shared/verify.ts'
import { localesOf, unavailable } from '../shared/failures.ts'
import { tellTokenFailure, type Tokens } from '../shared/token-endpoint.ts'
import { type EdgeAnswer, edgeAnswer, problems, redirect } from './answers.ts'
import { type EdgeConfig, isPlainPath, readEdgeConfig } from './config.ts'
import { type EdgeRequest, isNavigation, isPreflight, originOf, passOn, readEdgeRequest } from './request.ts'
import {
  askForTokens,
  cookiePrefix,
  expireAll,
  loginAddress,
  readTokenCookie,
  revoke,
  tokenCookies,
} from './session.ts'
import { type Goal, readReturn, startSignIn } from './sign-in.ts'

type Answer = EdgeAnswer | RawObject
type Ending = Answered<Answer>

/** What the function works with. Parameters, so that tests control chance and keys. */
export interface EdgeParts {
  readonly config: EdgeConfig
  readonly guard: Guard<object>
  readonly random: (bytes: number) => Buffer
}

export async function serve(): Promise<CallerHandler<Answer>> {
  const file = new URL('config.json', import.meta.url)
  const config = readEdgeConfig(JSON.parse(process.getBuiltinModule('node:fs').readFileSync(file, 'utf8')))
  const guard = guardOf(config)
  await guard.open()
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  return createEdgeHandler({ config, guard, random: randomBytes }, lambdaRuntime())
}

/** Takes access tokens of the app client alone. */
export function guardOf(
  { userPoolId, clientId, rights }: EdgeConfig,
  runtime?: VerifierRuntime,
): Guard<object> {
  return createGuard({ claims: {}, ...rights, userPoolId, clientIds: [clientId], use: 'access' }, runtime)
}

export function createEdgeHandler(parts: EdgeParts, runtime: Runtime): CallerHandler<Answer> {
  return createCallerHandler(edgeFunction(parts), runtime)
}

function edgeFunction(parts: EdgeParts): CallerFunction<EdgeRequest, Answer> {
  return {
    name: 'edge',
    waitsMs: () => callers.edge.waitsMs,
    parse: readEdgeRequest,
    handle: (request, call) => route(parts, request, call),
    failed(input, failure) {
      const parsed = readEdgeRequest(input)
      const request = parsed.kind === 'event' ? parsed.event : { headers: new Map<string, string>() }
      return edgeAnswer(
        problemPage(
          failure.kind === 'timeout' ? unavailable(localesOf(request)) : problems.defect,
          '/',
          request,
          localesOf(request),
        ),
      )
    },
  }
}

async function route(parts: EdgeParts, request: EdgeRequest, call: Call): Promise<Ending> {
  const { config } = parts
  switch (request.path) {
    case config.callbackPath:
      return finishSignIn(parts, request, call)
    case config.refreshPath:
      return refreshByScript(parts, request, call)
    case config.signOutPath:
      return signOut(config, request, call)
    default:
      if (isOpen(config, request)) return passOpen(request, 'theirs')
      if (isPreflight(request)) return passOpen(request, 'none')
      // Another host of the domain is the same site, so that its requests have the cookies.
      if (!['GET', 'HEAD'].includes(request.method) && isForeign(request))
        return tell(request, problems.notAllowed)
      return letIn(parts, request, call)
  }
}

function passOpen(request: EdgeRequest, authorization: 'theirs' | 'none'): Ending {
  return {
    answer: passOn(request, cookiePrefix, authorization),
    outcome: 'allowed',
    notes: { open: true },
  }
}

/** Lets a person in who has a token of the pool. */
async function letIn(parts: EdgeParts, request: EdgeRequest, call: Call): Promise<Ending> {
  const { config } = parts
  const token = readTokenCookie(request.cookies, 'access')
  const found = await parts.guard.authorize(token, config.needs, call.deadline)
  if (found.allowed) {
    const forwarded = config.forwardsToken && token !== undefined ? { token } : 'none'
    return { answer: passOn(request, cookiePrefix, forwarded), outcome: 'allowed' }
  }
  if (found.status !== 401) return tellRefused(request, found, config.signOutPath)
  const refreshToken = readTokenCookie(request.cookies, 'refresh')
  if (!isNavigation(request))
    return tell(request, refreshToken === undefined ? problems.signInRequired : problems.refreshRequired)
  return refreshToken === undefined
    ? beginSignIn(parts, request)
    : refreshPage(parts, request, refreshToken, call)
}

/** A page whose access token has ended: the browser comes back to it with new cookies. */
async function refreshPage(
  parts: EdgeParts,
  request: EdgeRequest,
  refreshToken: string,
  call: Call,
): Promise<Ending> {
  const refreshed = await refresh(parts, refreshToken, call)
  if (refreshed.kind === 'unavailable') return tell(request, unavailable(localesOf(request)))
  if (refreshed.kind === 'refused') return beginSignIn(parts, request)
  const cookies = tokenCookies(refreshed.tokens, request.cookies)
  return allow(redirect(addressOf(request), cookies), 'refreshed')
}

/** For scripts, whose requests cannot be answered with new cookies on their way to the origin. */
async function refreshByScript(parts: EdgeParts, request: EdgeRequest, call: Call): Promise<Ending> {
  if (request.method !== 'POST' || isForeign(request)) return tell(request, problems.notAllowed)
  const refreshToken = readTokenCookie(request.cookies, 'refresh')
  const refreshed = refreshToken === undefined ? undefined : await refresh(parts, refreshToken, call)
  if (refreshed?.kind === 'unavailable') return tell(request, unavailable(localesOf(request)))
  if (refreshed?.kind !== 'tokens') return tell(request, problems.signInRequired)
  return allow({ status: 204, cookies: tokenCookies(refreshed.tokens, request.cookies) }, 'refreshed')
}

type Refreshed =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

/** Tokens that this function itself would not take are none: to set them would lead in a circle. */
async function refresh(parts: EdgeParts, token: string, call: Call): Promise<Refreshed> {
  const grant = { grant_type: 'refresh_token', refresh_token: token }
  const answer = await askForTokens(parts.config, grant, call.signal)
  if (answer.kind !== 'tokens') return answer
  const found = await check(parts, answer.tokens, call)
  if (found.allowed || found.status === 403) return answer
  return { kind: found.status === 503 ? 'unavailable' : 'refused' }
}

/** Whether a new token is one of the pool. What it must carry is asked where a page is asked for. */
function check({ guard }: EdgeParts, { AccessToken }: Tokens, call: Call): Promise<Authorized<object>> {
  return guard.authorize(AccessToken, {}, call.deadline)
}

function beginSignIn(
  { config, random }: EdgeParts,
  request: EdgeRequest,
  goal: Goal = { wanted: pathOf(request), isSecondTry: false },
): Ending {
  const { location, cookies } = startSignIn(config, request, goal, random)
  return { answer: edgeAnswer(redirect(location, cookies)), outcome: 'allowed', notes: { to: 'sign-in' } }
}

async function finishSignIn(parts: EdgeParts, request: EdgeRequest, call: Call): Promise<Ending> {
  const returned = readReturn(parts.config, request)
  if (returned.kind === 'again') return beginSignIn(parts, request, { ...returned, isSecondTry: true })
  const { wanted, cookies } = returned
  const tellFailed = ({ problem, ...ended }: ToldFailure): Ending => ({
    ...tell(request, problem, cookies, wanted),
    ...ended,
  })
  if (returned.kind === 'failed') return tellFailed(returned.told)
  const answer = await askForTokens(parts.config, returned.grant, call.signal)
  if (answer.kind !== 'tokens') return tellFailed(tellTokenFailure(answer, localesOf(request)))
  const found = await check(parts, answer.tokens, call)
  if (!found.allowed) {
    const problem = found.status === 401 ? problems.tokenRefused : problemOfRefusal(request, found)
    return tell(request, problem, cookies, wanted)
  }
  const all = [...cookies, ...tokenCookies(answer.tokens, request.cookies)]
  return allow(redirect(`${originOf(request)}${wanted}`, all), 'signed-in')
}

/** A link of another site signs nobody out. */
async function signOut(config: EdgeConfig, request: EdgeRequest, call: Call): Promise<Ending> {
  if (!['GET', 'POST'].includes(request.method) || isForeign(request))
    return tell(request, problems.notAllowed)
  const token = readTokenCookie(request.cookies, 'refresh')
  const isRevoked = token === undefined || (await revoke(config, token, call.signal))
  const location = loginAddress(config, '/logout', {
    client_id: config.clientId,
    logout_uri: `${originOf(request)}${config.signedOutPath}`,
  })
  const answer = redirect(location.href, expireAll(request.cookies))
  return { answer: edgeAnswer(answer), outcome: 'allowed', notes: { to: 'signed-out', revoked: isRevoked } }
}

function allow(answer: HttpAnswer, to: string): Ending {
  return { answer: edgeAnswer(answer), outcome: 'allowed', notes: { to } }
}

/** Tells what is wrong, once: no page sends the browser on by itself. */
function tell(
  request: EdgeRequest,
  problem: Problem,
  cookies: readonly string[] = [],
  again = addressOf(request),
): Ending {
  const answer = { ...problemPage(problem, again, request, localesOf(request)), cookies }
  const outcome = problem.status >= 500 ? 'failed' : 'denied'
  return { answer: edgeAnswer(answer), outcome, code: problem.code, by: 'edge' }
}

function tellRefused(request: EdgeRequest, found: Refused, again: string): Ending {
  return tell(request, problemOfRefusal(request, found), [], again)
}

function problemOfRefusal(request: EdgeRequest, { status, code, detail }: Refused): Problem {
  return status === 503 ? unavailable(localesOf(request)) : { status, code, detail, language: 'en' }
}

function isOpen({ openPaths }: EdgeConfig, { path }: EdgeRequest): boolean {
  return (
    isPlainPath(path) &&
    openPaths.some((open) => path === open || (open !== '/' && open.endsWith('/') && path.startsWith(open)))
  )
}

/** Browsers say where a request comes from. One that does not say it is asked by no page. */
function isForeign({ headers }: EdgeRequest): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = headers.get('origin')
  return origin !== undefined && URL.parse(origin)?.host !== headers.get('host')
}

function pathOf({ path, query }: EdgeRequest): string {
  return query === '' ? path : `${path}?${query}`
}

function addressOf(request: EdgeRequest): string {
  return `${originOf(request)}${pathOf(request)}`
}
