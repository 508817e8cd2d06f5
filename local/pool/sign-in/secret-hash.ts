/** The `SECRET_HASH` of clients that have a secret. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ClientSettings } from '../settings/client-settings.ts'
import { notAuthorized } from '../errors.ts'

/**
 * Checks the hash a caller sent for the user name it sent.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 * @throws PoolError `NotAuthorizedException` when it is missing, wrong, or sent for a client without a secret.
 */
export function checkSecretHash(client: ClientSettings, username: string, sent: string | undefined): void {
  if (client.clientSecret === undefined) {
    if (sent === undefined) return
    throw notAuthorized(
      `Client ${client.clientId} is not configured with secret but secret hash was received`,
    )
  }
  if (sent === undefined) {
    throw notAuthorized(
      `Client ${client.clientId} is configured with secret but SECRET_HASH was not received`,
    )
  }
  if (!isSame(makeSecretHash(client, username) ?? '', sent))
    throw notAuthorized(`Unable to verify secret hash for client ${client.clientId}`)
}

/** The `SECRET_HASH`; undefined for a client without a secret. */
export function makeSecretHash(client: ClientSettings, username: string): string | undefined {
  const { clientId, clientSecret } = client
  if (clientSecret === undefined) return undefined
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64')
}

/** Checks a client secret that was sent in clear. @throws PoolError `NotAuthorizedException`. */
export function checkClientSecret(client: ClientSettings, sent: string | undefined): void {
  if (client.clientSecret === undefined && sent === undefined) return
  if (client.clientSecret !== undefined && sent !== undefined && isSame(client.clientSecret, sent)) return
  throw notAuthorized(`Unable to verify secret for client ${client.clientId}`)
}

/** Takes the same time wherever they differ. */
export function isSame(expected: string | Uint8Array, sent: string | Uint8Array): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(sent)]
  return a.length === b.length && timingSafeEqual(a, b)
}
