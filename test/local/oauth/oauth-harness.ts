/** A pool with managed login for tests: app clients of each kind, an API's scopes, and people who sign in. */
import { createHash } from 'node:crypto'
import type { UserPoolOptions } from '../../../local/pool/service.ts'
import {
  clientId,
  email,
  enroll,
  goodPassword,
  harness,
  openWith,
  startHarness,
  type Harness,
} from '../pool/pool-harness.ts'
import { backAtApp, callbackUrl, createVisitor, type Visit, type Visitor } from './visitor.ts'

export const webId = 'web1client'
export const otherId = 'other1client'
export const server = { clientId: 'server1client', clientSecret: 'server-secret' } as const
export const machine = { clientId: 'machine1client', clientSecret: 'machine-secret' } as const
export const signedOutUrl = 'http://localhost:4000/signed-out'
export const verifier = 'a-verifier-of-forty-three-characters-or-more'
export const challenge = createHash('sha256').update(verifier).digest('base64url')

export const webProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  SupportedIdentityProviders: ['COGNITO'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email', 'profile', 'api/read'],
  CallbackURLs: [callbackUrl],
  LogoutURLs: [signedOutUrl],
}

const machineProperties = {
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
  GenerateSecret: true,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthScopes: ['api/read', 'api/write'],
}

export type OAuthOptions = Omit<Partial<UserPoolOptions>, 'pool'> & {
  readonly pool?: UserPoolOptions['pool']
  /** Properties of the machine client that differ. */
  readonly machine?: { readonly [property: string]: unknown }
  /** Properties of the web client that differ. */
  readonly web?: { readonly [property: string]: unknown }
}

export async function startOAuth(options: OAuthOptions = {}): Promise<Harness> {
  const { pool, web, machine: ofMachine, ...rest } = options
  const properties = { ...webProperties, ...web }
  return startHarness({
    ...(pool === undefined ? {} : { pool }),
    options: {
      clients: [
        { clientId: webId, name: 'web', properties },
        { clientId: otherId, name: 'other', properties: webProperties },
        { ...server, name: 'server', properties: { ...properties, GenerateSecret: true } },
        { ...machine, name: 'machine', properties: { ...machineProperties, ...ofMachine } },
        // The pool harness signs people up with this one.
        { clientId, name: 'public', properties: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } },
      ],
      resourceServers: [{ identifier: 'api', scopes: ['api/read', 'api/write'] }],
      ...rest,
    },
  })
}

export function openOAuth(options?: OAuthOptions): Promise<void> {
  return openWith(startOAuth(options))
}

/** A pool with somebody who has signed up and confirmed. */
export async function openOAuthEnrolled(options?: OAuthOptions): Promise<void> {
  await openOAuth(options)
  await enroll()
}

/** An address of `/oauth2/authorize`; a parameter that is undefined is left out. */
export function authorizeUrl(changes: Record<string, string | undefined> = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: webId,
    redirect_uri: callbackUrl,
    state: 'a-state',
    scope: 'openid email',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  }
  const url = new URL('/oauth2/authorize', harness.pool.endpoint)
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value)

  return url.href
}

/** A browser at the sign-in page. */
export async function openSignInPage(): Promise<[Visitor, Visit]> {
  const visitor = createVisitor()
  return [visitor, await visitor.follow(authorizeUrl())]
}

/** A browser in which somebody is signed in. */
export async function signedInVisitor(): Promise<Visitor> {
  const visitor = createVisitor()
  await signInByPage(email, {}, visitor)
  return visitor
}

/** Signs in on the page; gives what the browser ends at. */
export async function signInByPage(
  username: string,
  changes: Record<string, string | undefined> = {},
  visitor: Visitor = createVisitor(),
): Promise<Visit> {
  const page = await visitor.follow(authorizeUrl(changes))
  return visitor.submit(page, { username, password: goodPassword })
}

export interface TokenReply {
  readonly status: number
  readonly body: Record<string, unknown>
}

export async function postToken(
  form: Record<string, string>,
  headers: Record<string, string> = {},
  path = '/oauth2/token',
): Promise<TokenReply> {
  const response = await fetch(new URL(path, harness.pool.endpoint), {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  const text = await response.text()
  const body: unknown = text === '' ? {} : JSON.parse(text)
  return { status: response.status, body: { ...Object(body) } }
}

/** Trades a code; a parameter that is empty is left out. */
export function exchange(code: string, changes: Record<string, string> = {}): Promise<TokenReply> {
  const form = {
    grant_type: 'authorization_code',
    client_id: webId,
    redirect_uri: callbackUrl,
    code,
    code_verifier: verifier,
    ...changes,
  }
  return postToken(Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')))
}

/** Signs in on the page and trades the code. */
export async function signInAndExchange(
  username: string,
  changes: Record<string, string | undefined> = {},
): Promise<Record<string, unknown>> {
  const { code = '' } = backAtApp(await signInByPage(username, changes))
  const { body } = await exchange(code)
  return body
}

export function basic(client: { readonly clientId: string; readonly clientSecret: string }): {
  readonly authorization: string
} {
  const credentials = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')
  return { authorization: `Basic ${credentials}` }
}

export function claimsOf(token: unknown): Record<string, unknown> {
  const [, payload = ''] = String(token).split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return { ...Object(claims) }
}
