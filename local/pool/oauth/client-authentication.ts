/** Finds out which app client calls the token or revocation endpoint, and checks that it is that client. */
import { checkClientSecret } from '../sign-in/secret-hash.ts'
import { PoolError } from '../errors.ts'
import type { OAuthClient } from './oauth-client.ts'
import { OAuthError } from './oauth-error.ts'

interface Credentials {
  readonly clientId: string
  readonly clientSecret: string | undefined
}

/**
 * By the `Authorization` header or the body, never by both.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3
 * @throws OAuthError `invalid_client`, or `invalid_request` when two ways contradict each other.
 */
export function authenticateClient(
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
  clients: ReadonlyMap<string, OAuthClient>,
): OAuthClient {
  const credentials = readCredentials(authorization, form)
  const client = clients.get(credentials.clientId)
  if (client === undefined) throw new OAuthError('invalid_client')
  try {
    checkClientSecret(client.settings, credentials.clientSecret)
  } catch (error) {
    if (error instanceof PoolError) throw new OAuthError('invalid_client')
    throw error
  }
  return client
}

function readCredentials(authorization: string | undefined, form: ReadonlyMap<string, string>): Credentials {
  const clientId = form.get('client_id')
  const clientSecret = form.get('client_secret')
  if (authorization === undefined) {
    if (clientId === undefined) throw new OAuthError('invalid_request', 'The client_id is missing.')
    return { clientId, clientSecret }
  }
  const basic = readBasic(authorization)
  if (basic === undefined) throw new OAuthError('invalid_client')
  if (clientSecret !== undefined || (clientId !== undefined && clientId !== basic.clientId)) {
    throw new OAuthError(
      'invalid_request',
      'The client is named in the header and, differently, in the body.',
    )
  }
  return basic
}

function readBasic(authorization: string): Credentials | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  const [id, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':')
  if (encoded === undefined || id === undefined || secret.length === 0) return undefined
  const clientId = decodePart(id)
  const clientSecret = decodePart(secret.join(':'))
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret }
}

/** RFC 6749 section 2.3.1 has both parts form-encoded before they are joined. */
function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
