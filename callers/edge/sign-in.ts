/** The way to the managed login and back: authorization code with PKCE and state, one short cookie a sign-in. */
import { readRedirect } from '@cognito-trigger-suite/client/oauth-redirect'
import { localesOf, notStartedHere, tellFailure } from '../shared/failures.ts'
import type { ToldFailure } from '../shared/problem.ts'
import type { EdgeConfig } from './config.ts'
import { type EdgeRequest, originOf } from './request.ts'
import { cookiePrefix, expire, loginAddress, shortCookie } from './session.ts'

/** How long a person may take to sign in, in seconds: as long as the managed login's own session lasts. */
const signInS = 3_600

/** Sign-ins under way in other tabs keep their cookies, up to this many. */
const maxUnderWay = 5

/** The longest address that is remembered, in characters. After a longer one a person comes to the first page. */
const maxWanted = 1_024

const loginPrefix = `${cookiePrefix}login-`

export interface Started {
  readonly location: string
  readonly cookies: readonly string[]
}

/** What is kept of a sign-in until the way back. */
export interface Goal {
  /** The path and query that the person comes to afterwards. */
  readonly wanted: string
  /** Started again by this function, once. */
  readonly isSecondTry: boolean
}

/**
 * @see https://www.rfc-editor.org/rfc/rfc7636 */
export function startSignIn(
  config: EdgeConfig,
  request: EdgeRequest,
  { wanted, isSecondTry }: Goal,
  random: (bytes: number) => Buffer,
): Started {
  const state = random(24).toString('base64url')
  const verifier = random(32).toString('base64url')
  const challenge = process.getBuiltinModule('node:crypto').createHash('sha256').update(verifier)
  const goal = isOwnPath(wanted) && wanted.length <= maxWanted ? wanted : '/'
  const location = loginAddress(config, '/oauth2/authorize', {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: callbackOf(config, request),
    scope: config.scopes.join(' '),
    state,
    code_challenge: challenge.digest('base64url'),
    code_challenge_method: 'S256',
  })
  const value = `${verifier}.${isSecondTry ? 2 : 1}.${Buffer.from(goal).toString('base64url')}`
  return {
    location: location.href,
    cookies: [
      shortCookie(nameOf(state), value, signInS),
      ...underWay(request)
        .slice(0, 1 - maxUnderWay)
        .map(expire),
    ],
  }
}

export type Returned = Goal & { readonly cookies: readonly string[] } & (
    | { readonly kind: 'code'; readonly grant: Readonly<Record<string, string>> }
    /** The pool linked the sign-in to an account, and failed it this once. */
    | { readonly kind: 'again' }
    | { readonly kind: 'failed'; readonly told: ToldFailure }
  )

/** Reads the way back. A denial of a trigger comes back as an error: it is told, since another sign-in would end in it
 * again, and again. */
export function readReturn(config: EdgeConfig, request: EdgeRequest): Returned {
  const state = new URLSearchParams(request.query).get('state') ?? ''
  const name = nameOf(state)
  const cookie = isState(state) ? request.cookies.get(name) : undefined
  const [, verifier, tries, kept = ''] = /^([\w-]{43})\.([12])\.([\w-]+)$/.exec(cookie ?? '') ?? []
  const path = Buffer.from(kept, 'base64url').toString()
  const isSecondTry = tries !== '1'
  const goal = {
    wanted: isOwnPath(path) ? path : '/',
    isSecondTry,
    cookies: verifier === undefined ? [] : [expire(name)],
  }

  const result = readRedirect(`?${request.query}`, {
    expectedState: verifier === undefined ? null : state,
    isSecondTry,
  })
  switch (result.kind) {
    case 'code': {
      const grant = {
        grant_type: 'authorization_code',
        code: result.code,
        redirect_uri: callbackOf(config, request),
        code_verifier: verifier ?? '',
      }
      return { ...goal, kind: 'code', grant }
    }
    case 'sign_in_again':
      return { ...goal, kind: 'again' }
    case 'none':
      return { ...goal, kind: 'failed', told: notStartedHere }
    case 'defect':
    case 'denied':
    case 'rejected':
    case 'transient':
      return {
        ...goal,
        kind: 'failed',
        told: verifier === undefined ? notStartedHere : tellFailure(result, localesOf(request)),
      }
  }
}

function callbackOf({ callbackPath }: EdgeConfig, request: EdgeRequest): string {
  return `${originOf(request)}${callbackPath}`
}

/** Two slashes, or a slash and a backslash, lead to another host. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path)
}

function isState(text: string): boolean {
  return /^[\w-]{32}$/.test(text)
}

function nameOf(state: string): string {
  return `${loginPrefix}${state}`
}

/** The oldest first, as browsers send them. */
function underWay({ cookies }: EdgeRequest): readonly string[] {
  return [...cookies.keys()].filter((name) => name.startsWith(loginPrefix))
}
