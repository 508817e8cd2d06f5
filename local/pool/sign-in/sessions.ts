/** Sessions behind refresh tokens: who signed in, when, until when, and what has been revoked. */
import { drawOpaque, drawUuid, type RandomBytes } from '../chance.ts'
import { notAuthorized, PoolError } from '../errors.ts'

export interface Session {
  /** The `origin_jti` of every token of this session. */
  readonly originJti: string
  readonly eventId: string
  readonly sub: string
  readonly clientId: string
  /** Scopes of the access token before any trigger changes them. */
  readonly scopes: readonly string[]
  readonly authTimeMs: number
  readonly expiresAtMs: number
}

export interface Sessions {
  readonly start: (session: Omit<Session, 'originJti' | 'eventId'>) => Session
  /** Makes a refresh token of the session: opaque, kept only here. */
  readonly issueRefreshToken: (session: Session) => string
  /** @throws PoolError when the token is unknown, expired, revoked, replaced by rotation, or of another client. */
  readonly read: (refreshToken: string, clientId: string) => Session
  /** Lets a rotated token be used for `graceS` seconds more, for callers that lost the answer. */
  readonly retire: (refreshToken: string, graceS: number) => void
  readonly remember: (accessJti: string, session: Session) => void
  readonly isRevoked: (accessJti: string) => boolean
  /** Ends the session of one refresh token; false when the token is unknown. */
  readonly revoke: (refreshToken: string) => boolean
  readonly clientOf: (refreshToken: string) => string | undefined
  readonly revokeAllOf: (sub: string) => void
}

interface Entry {
  readonly session: Session
  readonly retiredAtMs: number | undefined
}

/** All that is known of the sessions. */
export interface SessionsMemory {
  /** By refresh token. */
  readonly entries: Map<string, Entry>
  readonly revoked: Set<string>
  readonly originByJti: Map<string, string>
  readonly originsBySub: Map<string, Set<string>>
}

export function createSessions(random: RandomBytes, clock: () => number, memory: SessionsMemory): Sessions {
  const { entries, revoked, originByJti, originsBySub } = memory
  return {
    start: (session) => {
      const started = { ...session, originJti: drawUuid(random), eventId: drawUuid(random) }
      const origins = originsBySub.get(session.sub) ?? new Set()
      originsBySub.set(session.sub, origins.add(started.originJti))
      return started
    },
    issueRefreshToken: (session) => {
      const token = drawOpaque(random, 96)
      entries.set(token, { session, retiredAtMs: undefined })
      return token
    },
    read: (refreshToken, clientId) => {
      const entry = entries.get(refreshToken)
      if (entry === undefined || entry.session.clientId !== clientId)
        throw notAuthorized('Invalid Refresh Token.')
      const { session, retiredAtMs } = entry
      if (revoked.has(session.originJti)) throw notAuthorized('Refresh Token has been revoked')
      if (session.expiresAtMs <= clock()) throw notAuthorized('Refresh Token has expired')
      if (retiredAtMs !== undefined && retiredAtMs <= clock()) {
        throw new PoolError(
          'RefreshTokenReuseException',
          'Refresh token has been rotated; use the newest one.',
        )
      }
      return session
    },
    retire: (refreshToken, graceS) => {
      const entry = entries.get(refreshToken)
      if (entry === undefined || entry.retiredAtMs !== undefined) return
      entries.set(refreshToken, { ...entry, retiredAtMs: clock() + graceS * 1_000 })
    },
    remember: (accessJti, session) => void originByJti.set(accessJti, session.originJti),
    isRevoked: (accessJti) => revoked.has(originByJti.get(accessJti) ?? ''),
    revoke: (refreshToken) => {
      const entry = entries.get(refreshToken)
      if (entry !== undefined) revoked.add(entry.session.originJti)
      return entry !== undefined
    },
    clientOf: (refreshToken) => entries.get(refreshToken)?.session.clientId,
    revokeAllOf: (sub) => originsBySub.get(sub)?.forEach((origin) => revoked.add(origin)),
  }
}
