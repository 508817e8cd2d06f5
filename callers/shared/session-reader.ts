/** For functions of the app's own API: whose request it is, by the cookie of the front door. */
import { secretsManagerSecret } from '@cognito-trigger-suite/triggers/adapters/secret-https'
import { type Clock, systemClock } from '@cognito-trigger-suite/triggers/core/deadline'
import {
  type Database,
  suiteDatabase,
} from '@cognito-trigger-suite/triggers/internal/adapters/dynamodb-client'
import { checkOptions } from '@cognito-trigger-suite/triggers/internal/core/options/check'
import { setting } from '@cognito-trigger-suite/triggers/internal/adapters/setting'
import { readable } from './bounded.ts'
import { readCookies } from './http.ts'
import { type AnyNeeds, judgeClaims, type Refused, requireNeeds, type Rights, rightsChecks } from './judge.ts'
import { createSealer, type KeySecret } from './seal.ts'
import { claimsIn, createSessionStore } from './session-store.ts'

/** `expired`: the page must ask the front door for new tokens, by `POST /auth/refresh`, and then again. */
export type ReadSession =
  | { readonly kind: 'none' | 'expired' }
  /** The person may not do this: answer `status`. */
  | { readonly kind: 'refused'; readonly refusal: Refused }
  | {
      readonly kind: 'open'
      /** For other services. */
      readonly accessToken: string
      /** Of the ID token and, before those, of the access token, as Cognito gave them to the front door. */
      readonly claims: Readonly<Record<string, unknown>>
    }

export interface SessionReader {
  /** @param cookie The header `cookie` of the request.
   * @param needs What the access token must carry, as for every guard; `{}` for anybody who is not suspended.
   * @throws an error whose `code` names the table or the secret that cannot be read: answer 503, and sign nobody out.
   * TypeError for needs that are empty or misspelled */
  read(cookie: string | undefined, needs: AnyNeeds, signal: AbortSignal): Promise<ReadSession>
}

/** The longest wait for the session, in milliseconds. */
const waitMs = 5_000

/** Make one in init. The construct's `letRead` gives the function its rights and variables.
 * @throws TypeError when a variable is missing, and for rights that are misspelled */
export function sessionReader(rights: Rights = {}): SessionReader {
  setting('TABLE_NAME', 'let FrontDoor.letRead set it')
  const keys = secretsManagerSecret(setting('SESSION_KEYS_ARN', 'let FrontDoor.letRead set it'))
  return createSessionReader(suiteDatabase, readable(keys), systemClock, rights)
}

export function createSessionReader(
  database: Database,
  keys: KeySecret,
  clock: Clock,
  rights: Rights = {},
): SessionReader {
  checkOptions<Rights>('sessionReader', rights, rightsChecks)
  const sealer = createSealer(keys, clock)
  const store = createSessionStore({ database, sealer, lifeS: 0 })
  return {
    async read(cookie, needs, signal) {
      requireNeeds(needs)
      const startedAtMs = clock.monotonicMs()
      const endsAtMs = startedAtMs + waitMs
      const remainingMs = (): number => Math.max(0, endsAtMs - clock.monotonicMs())
      const call = { clock, signal, requestId: '', deadline: { startedAtMs, endsAtMs, remainingMs } }
      const session = await store.read(readCookies([cookie ?? '']), call)
      if (session === undefined) return { kind: 'none' }
      const { accessToken, claims, accessEndsAtMs } = session
      if (accessEndsAtMs <= clock.epochMs()) return { kind: 'expired' }
      const refusal = judgeClaims(claimsIn(accessToken), needs, rights)
      return refusal === undefined ? { kind: 'open', accessToken, claims } : { kind: 'refused', refusal }
    },
  }
}
