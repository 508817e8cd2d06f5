/** The pool as a client of an identity provider: discovery, the redirect to it, and its answer. */
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  customFetch,
  discovery,
  fetchUserInfo,
  ResponseBodyError,
  type Configuration,
  type CustomFetch,
} from 'openid-client'
import { ProviderRefusal } from './provider-refusal.ts'
import { isOnThisMachine, type ProviderSettings } from './identity-providers.ts'

/** How long Cognito waits for a provider is not documented. */
const timeoutS = 5

export interface OwnChecks {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** The address for the browser. @throws ProviderRefusal when the provider does not answer. */
export async function makeProviderUrl(
  provider: ProviderSettings,
  checks: OwnChecks & { readonly redirectUri: string; readonly extra: Readonly<Record<string, string>> },
): Promise<URL> {
  const config = await discover(provider)
  const url = buildAuthorizationUrl(config, {
    ...checks.extra,
    redirect_uri: checks.redirectUri,
    scope: provider.scopes.join(' '),
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await calculatePKCECodeChallenge(checks.codeVerifier),
    code_challenge_method: 'S256',
  })
  if (!isOnThisMachine(url))
    throw new ProviderRefusal('invalid_request', `${provider.name} is not on this machine`)
  return url
}

/**
 * Trades the code of the provider's answer for the person's claims, of the ID token and of userInfo.
 * @throws ProviderRefusal with AWS's text where AWS documents one.
 */
export async function fetchClaims(
  provider: ProviderSettings,
  currentUrl: URL,
  checks: OwnChecks,
): Promise<ReadonlyMap<string, unknown>> {
  try {
    const config = await discover(provider)
    const tokens = await authorizationCodeGrant(config, currentUrl, {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.codeVerifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined)
      throw new ProviderRefusal('invalid_request', `${provider.name} sent no ID token`)
    const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined
    const userInfo = hasUserInfo ? await fetchUserInfo(config, tokens.access_token, claims.sub) : {}
    return new Map<string, unknown>([...Object.entries(userInfo), ...Object.entries(claims)])
  } catch (error) {
    throw toRefusal(error, provider)
  }
}

async function discover(provider: ProviderSettings): Promise<Configuration> {
  const { name, issuer, clientId, clientSecret } = provider
  try {
    return await discovery(new URL(issuer), clientId, undefined, ClientSecretPost(clientSecret), {
      // Loopback has no TLS.
      execute: [allowInsecureRequests],
      timeout: timeoutS,
      [customFetch]: fetchOnThisMachine,
    })
  } catch {
    // The person sees this text in the app, and cannot use the exact reason.
    throw new ProviderRefusal('invalid_request', `${name} does not answer as an OpenID provider`)
  }
}

/** A discovery document may name any address. The pool calls only addresses on this machine. */
const fetchOnThisMachine: CustomFetch = (url, options) => {
  if (!isOnThisMachine(url)) return Promise.reject(new Error('The address is not on this machine.'))
  const { method, headers, body = null, signal = null } = options
  return fetch(url, { method, headers, body, signal, redirect: 'manual' })
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
function toRefusal(error: unknown, { name }: ProviderSettings): Error {
  if (error instanceof ProviderRefusal) return error
  if (error instanceof AuthorizationResponseError)
    return new ProviderRefusal(error.error, error.error_description ?? error.error)

  if (!(error instanceof Error)) return new Error('The provider failed with something that is no error.')
  return new ProviderRefusal('invalid_request', describe(error, name))
}

function describe(error: Error, name: string): string {
  const status = error instanceof ResponseBodyError ? error.status : readFailedStatus(error.cause)
  if (status !== undefined) return `${name} Error - ${status} error getting token`
  if ('code' in error && error.code === 'OAUTH_TIMEOUT')
    return 'Timeout occurred in calling IdP token endpoint'
  return `${name} sent an answer that cannot be trusted`
}

/** The library passes an answer that is not an OAuth error on as a cause. */
function readFailedStatus(cause: unknown): number | undefined {
  if (cause instanceof Response) return cause.ok ? undefined : cause.status
  return cause instanceof Error ? readFailedStatus(cause.cause) : undefined
}
