/** For functions of the app's own API: whose request it is, by the cookie of the front door. */
import { secretsManagerSecret } from '@cognito-trigger-suite/triggers/adapters/secret-https'
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  type Database,
  suiteDatabase,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { readable } from './bounded.ts'
import { readCookies } from './http.ts'
import { createSealer, type KeySecret } from './seal.ts'
import { createSessionStore } from './session-store.ts'

/** `expired`: the page must ask the front door for new tokens, by `POST /auth/refresh`, and then again. */
export type ReadSession =
  | { readonly kind: 'none' | 'expired' }
  | {
      readonly kind: 'open'
      /** For other services. */
      readonly accessToken: string
      /** Of the access token and the ID token, as Cognito gave them to the front door. */
      readonly claims: Readonly<Record<string, unknown>>
    }

export interface SessionReader {
  /** @param cookie The header `cookie` of the request.
   * @throws an error whose `code` names the table or the secret that cannot be read: answer 503, and sign nobody out */
  read(cookie: string | undefined, signal: AbortSignal): Promise<ReadSession>
}

/** The longest wait for the session, in milliseconds. */
const waitMs = 5_000

/** Make one in init. The construct's `letRead` gives the function its rights and variables.
 * @throws TypeError when a variable is missing */
export function sessionReader(): SessionReader {
  setting('TABLE_NAME', 'let FrontDoor.letRead set it')
  const keys = secretsManagerSecret(setting('SESSION_KEYS_ARN', 'let FrontDoor.letRead set it'))
  return createSessionReader(suiteDatabase, readable(keys), systemClock)
}

export function createSessionReader(database: Database, keys: KeySecret, clock: Clock): SessionReader {
  const sealer = createSealer(keys, clock)
  const store = createSessionStore({ database, sealer, lifeS: 0 })
  return {
    async read(cookie, signal) {
      const startedAtMs = clock.monotonicMs()
      const endsAtMs = startedAtMs + waitMs
      const remainingMs = (): number => Math.max(0, endsAtMs - clock.monotonicMs())
      const call = { clock, signal, requestId: '', deadline: { startedAtMs, endsAtMs, remainingMs } }
      const session = await store.read(readCookies([cookie ?? '']), call)
      if (session === undefined) return { kind: 'none' }
      const { accessToken, claims, accessEndsAtMs } = session
      return accessEndsAtMs > clock.epochMs() ? { kind: 'open', accessToken, claims } : { kind: 'expired' }
    },
  }
}
