/** The person's tokens: in cookies that no script reads, and at the managed login's token endpoint. */
import { onLoopback } from '@cognito-trigger-suite/triggers/internal/adapters/loopback-origin'
import {
  askForTokens as askTokenEndpoint,
  type PostForm,
  postOverHttps,
  type TokenAnswer,
  type Tokens,
} from '../shared/token-endpoint.ts'
import type { EdgeConfig } from './config.ts'

/** A browser takes such a cookie from this host alone, over TLS, and shows it to no script.
 * @see https://www.rfc-editor.org/rfc/rfc10017.html */
export const cookiePrefix = '__Host-Http-edge-'

/** Browsers store about 4,096 bytes a cookie, with its name and attributes. */
const pieceLength = 3_600

/** The most pieces: CloudFront takes 20,480 bytes of a request in all. */
const maxPieces = 4

/** A refresh token lives this long by default, in seconds. The cookie may outlive it: the pool then refuses.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html */
const keptS = 2_592_000

/** `Lax`, since a link on another site leads to a page here, which a `Strict` cookie would not open. Requests of other
 * sites that could change something have no cookie. */
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'

export function readTokenCookie(
  cookies: ReadonlyMap<string, string>,
  name: 'access' | 'refresh',
): string | undefined {
  const pieces = Array.from({ length: maxPieces }, (_, index) => cookies.get(pieceName(name, index)) ?? '')
  return pieces.join('') || undefined
}

/** @throws RangeError when they are too long for a browser's cookies */
export function tokenCookies(
  { AccessToken: access = '', RefreshToken: refresh }: Tokens,
  present: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    ...tokenCookie('access', access, present),
    ...(refresh === undefined ? [] : tokenCookie('refresh', refresh, present)),
  ]
}

/** Takes every cookie of ours away that the browser has. */
export function expireAll(present: ReadonlyMap<string, string>): readonly string[] {
  return [...present.keys()].filter((name) => name.startsWith(cookiePrefix)).map(expire)
}

export function expire(name: string): string {
  return `${name}=; ${attributes}; Max-Age=0`
}

/** A cookie for a sign-in under way. */
export function shortCookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; ${attributes}; Max-Age=${seconds}`
}

/** As a client without a secret. */
export function askForTokens(
  config: EdgeConfig,
  grant: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  return askTokenEndpoint(postTo(config), formOf(config, grant), undefined, signal)
}

/** Ends the session at the pool. Never rejects: the cookies go in any case. */
export async function revoke(config: EdgeConfig, token: string, signal: AbortSignal): Promise<boolean> {
  const form = formOf(config, { token })
  const answered = await postTo(config)('/oauth2/revoke', form, undefined, signal).catch(() => undefined)
  return answered?.status === 200
}

/** A page of the managed login, on this machine the local pool's. */
export function loginAddress(
  { managedLogin }: EdgeConfig,
  path: string,
  query: Readonly<Record<string, string>>,
): URL {
  const address = new URL(`${path}?${String(new URLSearchParams(query))}`, managedLogin)
  return onLoopback(address, 'LOGIN_LOOPBACK_ORIGIN')
}

/** On this machine it is where the pool's other operations are. */
function postTo({ managedLogin }: EdgeConfig): PostForm {
  return postOverHttps(onLoopback(new URL(managedLogin), 'AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER').origin)
}

function formOf({ clientId }: EdgeConfig, fields: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams({ ...fields, client_id: clientId })
}

function tokenCookie(
  name: 'access' | 'refresh',
  token: string,
  present: ReadonlyMap<string, string>,
): readonly string[] {
  const count = Math.ceil(token.length / pieceLength)
  if (count > maxPieces) throw new RangeError(`the ${name} token is too long for cookies`)
  return Array.from({ length: maxPieces }, (_, index) => {
    const piece = token.slice(index * pieceLength, (index + 1) * pieceLength)
    if (piece !== '') return [shortCookie(pieceName(name, index), piece, keptS)]
    return present.has(pieceName(name, index)) ? [expire(pieceName(name, index))] : []
  }).flat()
}

function pieceName(name: 'access' | 'refresh', index: number): string {
  return `${cookiePrefix}${name}-${index}`
}
