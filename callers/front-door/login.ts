/** The way into a session over managed login, with code, PKCE and state. */
import { type RedirectResult, readRedirect } from '@cognito-trigger-suite/client/oauth-redirect'
import { isObject, own, ownText, readJson } from '@cognito-trigger-suite/triggers/internal/core/json'
import type { TableKey } from '@cognito-trigger-suite/triggers/internal/domain/table-item'
import { localesOf, loginFailed, notStartedHere, tellFailure, unavailable } from '../shared/failures.ts'
import type { Answered, Call } from '../shared/handler.ts'
import type { HttpAnswer, HttpRequest } from '../shared/http.ts'
import type { ToldFailure } from '../shared/problem.ts'
import type { Sealer } from '../shared/seal.ts'
import type { TokenEndpoint } from '../shared/token-endpoint.ts'
import { sessionKeyOf } from '../shared/session-store.ts'
import { onwardPage, problemPage } from '../shared/pages.ts'
import { openSession, type SessionParts } from './session.ts'

export interface LoginParts extends SessionParts {
  readonly sealer: Sealer
  /** Undefined in a front door without managed login. */
  readonly managedLogin: ManagedLogin | undefined
}

export interface ManagedLogin {
  /** Of the pool's domain, such as `https://login.example.com`. */
  readonly origin: string
  /** Where Cognito sends the browser back to: an address of this front door. */
  readonly redirectUri: string
  readonly scopes: readonly string[]
  /** The path of the route that starts a sign-in, for the way out of a refusal. */
  readonly startPath: string
  /** Where the app's pages are. */
  readonly appOrigin: string
  readonly tokens: TokenEndpoint
  randomBytes(size: number): Uint8Array
}

/** What the browser keeps while the person is at the login page. */
interface Started {
  readonly state: string
  readonly verifier: string
  readonly returnTo: string
  readonly isSecondTry: boolean
  readonly endsAtMs: number
  /** The session that the browser had: its cookie is Strict, and stays behind on the way back. */
  readonly before: TableKey | undefined
}

/** How long a person may take at the login page, in seconds. */
const loginS = 600

/** Sign-ins under way in one browser. Each has a cookie of its own, so that a second tab does not end the first one's. */
const maxStarted = 4
const cookiePrefix = '__Host-Http-login-'

/** Sends the browser to the login page. `return` is the path of the app's page to come back to. */
export async function start(
  parts: LoginParts & { readonly managedLogin: ManagedLogin },
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const returnTo = readReturn(request.query.get('return'), parts.managedLogin)
  const before = sessionKeyOf(request.cookies)
  return leave(parts, { returnTo, isSecondTry: false, before }, request, call)
}

async function leave(
  { managedLogin, sealer, clientId }: LoginParts & { readonly managedLogin: ManagedLogin },
  again: Pick<Started, 'returnTo' | 'isSecondTry' | 'before'>,
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const random = () => Buffer.from(managedLogin.randomBytes(32)).toString('base64url')
  const state = random()
  const verifier = random()
  const endsAtMs = call.clock.epochMs() + loginS * 1_000
  const started: Started = { ...again, state, verifier, endsAtMs }
  const challenge = process.getBuiltinModule('node:crypto').createHash('sha256').update(verifier)
  const location = new URL('/oauth2/authorize', managedLogin.origin)
  const lang = loginLanguage(localesOf(request))
  location.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: managedLogin.redirectUri,
    scope: managedLogin.scopes.join(' '),
    state,
    code_challenge: challenge.digest('base64url'),
    code_challenge_method: 'S256',
    ...(lang === undefined ? {} : { lang }),
  }).toString()
  const sealed = await sealer.seal(JSON.stringify(started), 'login', call.signal)
  const cookies = [loginCookie(state, sealed, loginS)]
  if (request.takesManyCookies) cookies.push(...oldest(request).map((name) => endCookie(name)))
  return { outcome: 'allowed', answer: { status: 302, headers: { location: location.href }, cookies } }
}

/** The languages of the login page, by how browsers name them; undefined for any other.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html */
function loginLanguage([wanted = '']: readonly string[]): string | undefined {
  const [language = ''] = wanted.toLowerCase().split('-')
  if (language === 'pt') return 'pt-BR'
  if (language === 'zh') return /tw|hk|hant/i.test(wanted) ? 'zh-TW' : 'zh-CN'
  return ['de', 'en', 'es', 'fr', 'id', 'it', 'ja', 'ko'].find((each) => each === language)
}

/** The way back. A refusal is shown, and never answered by another redirect to the login page: a trigger that refuses
 * would send the person around in a circle. Only a sign-in that Cognito linked to an account is started again, once. */
export async function callback(
  parts: LoginParts & { readonly managedLogin: ManagedLogin },
  request: HttpRequest,
  call: Call,
): Promise<Answered<HttpAnswer>> {
  const { managedLogin } = parts
  const state = request.query.get('state') ?? ''
  const name = cookieName(state)
  const found = await readStarted(parts.sealer, request.cookies.get(name), call)
  // Anybody can make an address whose state begins like that of a sign-in under way, which goes on.
  const started = found?.state === state ? found : undefined
  const redirect = readRedirect(`?${request.query.toString()}`, {
    expectedState: started?.state,
    isSecondTry: started?.isSecondTry ?? true,
  })
  const cookies = started !== undefined && request.takesManyCookies ? [endCookie(name)] : []
  const fail = (told: ToldFailure) => shown(told, request, wayOut(managedLogin, started), cookies)
  if (started === undefined || redirect.kind === 'none') return fail(notStartedHere)
  if (redirect.kind === 'sign_in_again') return leave(parts, { ...started, isSecondTry: true }, request, call)
  if (redirect.kind !== 'code') return fail(tellRedirect(redirect, request))

  const exchanged = await managedLogin.tokens.redeem(
    { code: redirect.code, verifier: started.verifier, redirectUri: managedLogin.redirectUri },
    call,
  )
  if (exchanged.kind === 'failed') return fail(exchanged.told(localesOf(request)))
  const opened = await openSession(parts, exchanged.tokens, request, call, started.before)
  if (opened === undefined)
    return fail({ outcome: 'failed', cause: 'no_tokens', problem: unavailable(localesOf(request)) })
  // The cookie is Strict: a redirect that came from Cognito's site would not carry it, but the page's own step does.
  const onward = onwardPage(started.returnTo, localesOf(request))
  return { outcome: 'allowed', answer: { ...onward, cookies: [opened.cookie, ...cookies] } }
}

function tellRedirect(
  failure: Exclude<RedirectResult, { readonly kind: 'none' | 'code' | 'sign_in_again' }>,
  request: HttpRequest,
): ToldFailure {
  const told = failure.kind === 'defect' ? loginFailed : tellFailure(failure, localesOf(request))
  const error = request.query.get('error') ?? ''
  const problem = /^[a-z_]{1,40}$/.test(error) ? { ...told.problem, error } : told.problem
  // It comes from the browser, which can write anything: the front door itself has not failed.
  return { ...told, outcome: 'denied', code: told.code ?? problem.code, problem }
}

/** The way out of a refusal, back to the page that the person came from. */
function wayOut({ startPath, appOrigin }: ManagedLogin, started: Started | undefined): string {
  const path = started?.returnTo.slice(appOrigin.length) ?? '/'
  return path === '/' ? startPath : `${startPath}?return=${encodeURIComponent(path)}`
}

function shown(
  { problem, ...ended }: ToldFailure,
  request: HttpRequest,
  startPath: string,
  cookies: readonly string[],
): Answered<HttpAnswer> {
  const answer = problemPage(problem, startPath, request, localesOf(request))
  return { ...ended, answer: { ...answer, cookies } }
}

/** A page of the app and nothing else: an address of another site would make this an open redirect. A whole address,
 * since `/.//example.com` is a path of the app that reads like another host when it stands alone. */
function readReturn(path: string | null, { appOrigin }: ManagedLogin): string {
  const url = path?.startsWith('/') && path.length <= 1_024 ? URL.parse(path, appOrigin) : null
  return url?.origin === appOrigin ? url.href : `${appOrigin}/`
}

async function readStarted(
  sealer: Sealer,
  cookie: string | undefined,
  call: Call,
): Promise<Started | undefined> {
  if (cookie === undefined) return undefined
  const opened: unknown = readJson((await sealer.open(cookie, 'login', call.signal)) ?? '')
  const state = ownText(opened, 'state')
  const verifier = ownText(opened, 'verifier')
  const returnTo = ownText(opened, 'returnTo')
  const endsAtMs = Number(own(opened, 'endsAtMs'))
  if (!isObject(opened) || state === undefined || verifier === undefined || returnTo === undefined)
    return undefined
  if (!(endsAtMs > call.clock.epochMs())) return undefined
  const pk = ownText(own(opened, 'before'), 'pk')
  const before = pk === undefined ? undefined : { pk, sk: 'SESSION' }
  return { state, verifier, returnTo, endsAtMs, before, isSecondTry: own(opened, 'isSecondTry') === true }
}

function cookieName(state: string): string {
  const [beginning = ''] = /^[\w-]{8}/.exec(state) ?? []
  return cookiePrefix + beginning
}

/** `Lax`: the way back begins at Cognito's site, and `Strict` cookies stay behind there. */
function loginCookie(state: string, sealed: string, maxAgeS: number): string {
  return `${cookieName(state)}=${sealed}; Path=/; Max-Age=${maxAgeS}; Secure; HttpOnly; SameSite=Lax`
}

function endCookie(name: string): string {
  return `${name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`
}

function oldest({ cookies }: HttpRequest): readonly string[] {
  const names = [...cookies.keys()].filter((name) => name.startsWith(cookiePrefix))
  return names.slice(0, Math.max(0, names.length + 1 - maxStarted))
}
