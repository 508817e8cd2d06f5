/** Proves the app client's secret for the pages, which are the pool's own. */
import { createHmac } from 'node:crypto'
import type { ClientSettings } from '../settings/client-settings.ts'

/** The `SECRET_HASH`; undefined for a client without a secret. */
export function hashFor({ clientId, clientSecret }: ClientSettings, username: string): string | undefined {
  if (clientSecret === undefined) return undefined
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64')
}
