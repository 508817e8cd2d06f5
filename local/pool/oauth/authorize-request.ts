/** Reads and checks the parameters of `/oauth2/authorize` and of the pages it leads to. */
import { readOnce } from './form-body.ts'
import type { OAuthClient } from './oauth-client.ts'
import { readScopes } from './scopes.ts'

/** @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest */
const prompts = ['none', 'login', 'select_account', 'consent'] as const

export type Prompt = (typeof prompts)[number]

export interface AuthorizeRequest {
  readonly client: OAuthClient
  readonly redirectUri: string
  readonly state: string | undefined
  readonly nonce: string | undefined
  readonly scopes: readonly string[]
  /** Of method S256. */
  readonly codeChallenge: string | undefined
  readonly prompt: Prompt | undefined
  readonly identityProvider: string | undefined
  readonly idpIdentifier: string | undefined
  readonly loginHint: string | undefined
  /** The same parameters for the next page. */
  readonly query: string
}

/** What the app gets at its `redirect_uri`. */
export interface AppError {
  readonly redirectUri: string
  readonly state: string | undefined
  readonly error: string
  readonly description: string | undefined
}

/** Problems that must not go to a `redirect_uri`, because it is not known to be the app's. */
export type PageProblem =
  | 'invalid_request'
  | 'client_unknown'
  | 'redirect_uri_missing'
  | 'redirect_mismatch'
  | 'session_lost'

export type AuthorizeReading =
  | { readonly kind: 'accepted'; readonly request: AuthorizeRequest }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'unanswerable'; readonly problem: PageProblem }

/** Every other parameter is dropped on the way to the next page. */
const carriedOn = new Set(
  `response_type client_id redirect_uri state nonce scope prompt lang login_hint
   code_challenge code_challenge_method identity_provider idp_identifier`.split(/\s+/),
)

export function readAuthorizeRequest(
  sent: URLSearchParams,
  clients: ReadonlyMap<string, OAuthClient>,
): AuthorizeReading {
  const known = new URLSearchParams([...sent].filter(([name]) => carriedOn.has(name)))
  const parameters = readOnce(known)
  if (parameters === undefined) return { kind: 'unanswerable', problem: 'invalid_request' }
  const read = (name: string): string | undefined => parameters.get(name) || undefined
  const client = clients.get(read('client_id') ?? '')
  const redirectUri = read('redirect_uri')
  if (client === undefined) return { kind: 'unanswerable', problem: 'client_unknown' }
  if (redirectUri === undefined) return { kind: 'unanswerable', problem: 'redirect_uri_missing' }
  // The whole string, as Cognito compares it: a prefix, another port or another letter case does not match.
  if (!client.callbackUrls.includes(redirectUri))
    return { kind: 'unanswerable', problem: 'redirect_mismatch' }

  const state = read('state')
  const refuse = (error: string, description?: string): AuthorizeReading => ({
    kind: 'refused',
    error: { redirectUri, state, error, description },
  })
  const problem = checkResponseType(read('response_type'), client) ?? checkChallenge(read)
  if (problem !== undefined) return refuse(problem)
  const scopes = readScopes(read('scope'), client.scopes)
  // AWS documents error=invalid_scope; this is what its endpoint answers, as many users show.
  if (scopes === undefined || !hasOpenId(scopes)) return refuse('invalid_request', 'invalid_scope')
  const prompt = prompts.find((each) => each === read('prompt'))
  if (prompt === undefined && read('prompt') !== undefined) return refuse('invalid_request', 'invalid_prompt')
  return {
    kind: 'accepted',
    request: {
      client,
      redirectUri,
      state,
      nonce: read('nonce'),
      scopes,
      codeChallenge: read('code_challenge'),
      prompt,
      identityProvider: read('identity_provider'),
      idpIdentifier: read('idp_identifier'),
      loginHint: read('login_hint'),
      query: known.toString(),
    },
  }
}

function checkResponseType(type: string | undefined, client: OAuthClient): string | undefined {
  switch (type) {
    case 'code':
      return client.flows.includes('code') ? undefined : 'unauthorized_client'
    case 'token':
      // The implicit grant is not simulated. A client that may not use it gets that error first.
      return client.flows.includes('implicit') ? 'unsupported_response_type' : 'unauthorized_client'
    case undefined:
      return 'invalid_request'
    default:
      return 'unsupported_response_type'
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html */
function checkChallenge(read: (name: string) => string | undefined): string | undefined {
  const challenge = read('code_challenge')
  const method = read('code_challenge_method')
  if (challenge === undefined && method === undefined) return undefined
  return method === 'S256' && /^[A-Za-z0-9_-]{43}$/.test(challenge ?? '') ? undefined : 'invalid_request'
}

/** `email`, `phone` and `profile` are given with `openid` only. */
function hasOpenId(scopes: readonly string[]): boolean {
  return scopes.includes('openid') || !['email', 'phone', 'profile'].some((scope) => scopes.includes(scope))
}
