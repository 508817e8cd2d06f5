/** An OpenID Connect provider on this machine, for federated sign-in: it signs in whomever it is told to, or asks. */
import { managedLoginCss } from '../pool/pages/managed-login-css.ts'
import { readChosenPerson, renderSignInPage } from './identity-provider-page.ts'
import type { PersonClaims } from './person-claims.ts'

import { decodeJwt } from 'jose'
import {
  OAuth2Server,
  type MutableRedirectUri,
  type MutableResponse,
  type MutableToken,
  type TokenRequestIncomingMessage,
} from 'oauth2-mock-server'
import type { IncomingMessage } from 'node:http'

export type ProviderFailure =
  /** Comes back instead of a code, as when the person says no. */
  | { readonly at: 'authorize'; readonly error: string; readonly description?: string }
  | { readonly at: 'token'; readonly status: number }
  /** The ID token names another nonce than was asked for. */
  | { readonly at: 'nonce' }

export interface LocalProviderOptions {
  /** 0 takes a free port. */
  readonly port: number
  readonly clientId?: string
  readonly clientSecret?: string
  readonly person?: PersonClaims
  /** The provider's name on the page that asks who signs in. Default: no page. */
  readonly asksAs?: string
}

export interface IdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who signs in from now on; a sign-in that has begun keeps its person. */
  readonly setPerson: (person: PersonClaims) => void
  /** Spoils the next sign-in. */
  readonly failNext: (failure: ProviderFailure) => void
  readonly close: () => Promise<void>
}

const defaults = {
  clientId: 'localUserPool',
  clientSecret: 'localSecret',
  person: { sub: '248289761001', email: 'grace@example.com', email_verified: true, name: 'Grace Hopper' },
} as const

export async function startIdentityProvider(options: LocalProviderOptions): Promise<IdentityProvider> {
  const { port, clientId, clientSecret, person, asksAs } = { ...defaults, ...options }
  const server = new OAuth2Server()
  if (asksAs !== undefined) askFirst(server, asksAs, () => current)
  const people = new Map<string, PersonClaims>()
  const byCode = new Map<string, PersonClaims>()
  let current: PersonClaims = person
  let failure: ProviderFailure | undefined
  const takeFailure = (at: ProviderFailure['at']): ProviderFailure | undefined => {
    if (failure?.at !== at) return undefined
    const taken = failure
    failure = undefined
    return taken
  }

  server.service.on('beforeAuthorizeRedirect', ({ url }: MutableRedirectUri, request: IncomingMessage) => {
    const chosen = readChosenPerson(readQuery(request)) ?? current
    byCode.set(url.searchParams.get('code') ?? '', chosen)
    people.set(chosen.sub, chosen)
    const refusal = takeFailure('authorize')
    if (refusal?.at !== 'authorize') return
    url.searchParams.delete('code')
    url.searchParams.set('error', refusal.error)
    if (refusal.description !== undefined) url.searchParams.set('error_description', refusal.description)
  })
  server.service.on(
    'beforeTokenSigning',
    ({ payload }: MutableToken, request: TokenRequestIncomingMessage) => {
      const claims = byCode.get(request.body.code ?? '') ?? current
      // Only the ID token has an audience here.
      Object.assign(payload, payload['aud'] === undefined ? { sub: claims.sub } : claims)
      if (payload['nonce'] !== undefined && takeFailure('nonce')) payload['nonce'] = 'another'
    },
  )
  server.service.on('beforeResponse', (response: MutableResponse, request: TokenRequestIncomingMessage) => {
    const refusal = takeFailure('token')
    const isClient = hasCredentials(request, clientId, clientSecret)
    if (isClient && refusal?.at !== 'token') return
    response.statusCode = refusal?.at === 'token' ? refusal.status : 401
    response.body = { error: 'invalid_client' }
  })
  server.service.on('beforeUserinfo', (response: MutableResponse, request: IncomingMessage) => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    response.body = { ...people.get(decodeJwt(token).sub ?? '') }
  })

  await server.issuer.keys.generate('RS256')
  await server.start(port, '127.0.0.1')
  const issuer = `http://127.0.0.1:${server.address().port}`
  // Its own choice is the name localhost, which may resolve to an address where nothing listens.
  server.issuer.url = issuer
  return {
    issuer,
    clientId,
    clientSecret,
    setPerson: (next) => {
      current = next
    },
    failNext: (next) => {
      failure = next
    },
    close: async () => {
      if (server.listening) await server.stop()
    },
  }
}

const pagePath = '/sign-in'
const authorizePath = '/authorize'

/** Puts the page in front of the authorization endpoint. */
function askFirst(server: OAuth2Server, name: string, current: () => PersonClaims): void {
  server.service.on('beforeWellKnownOpenIdConfiguration', ({ body }: MutableResponse) => {
    if (body !== '') body['authorization_endpoint'] = `${server.issuer.url}${pagePath}`
  })
  server.service.addRoute('GET', pagePath, async (request, response) => {
    const page = await renderSignInPage(name, readQuery(request), current(), authorizePath)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
  server.service.addRoute('GET', '/managed-login.css', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/css' }).end(managedLoginCss)
  })
}

function readQuery({ url }: IncomingMessage): URLSearchParams {
  return new URL(url ?? '/', 'http://127.0.0.1').searchParams
}

function hasCredentials(
  request: TokenRequestIncomingMessage,
  clientId: string,
  clientSecret: string,
): boolean {
  const { body, headers } = request
  if (headers.authorization !== undefined) {
    const sent = Buffer.from(headers.authorization.replace(/^Basic /, ''), 'base64').toString('utf8')
    // Both parts are form-encoded before they are joined: RFC 6749 section 2.3.1.
    return decodeURIComponent(sent) === `${clientId}:${clientSecret}`
  }
  return body.client_id === clientId && 'client_secret' in body && body.client_secret === clientSecret
}
