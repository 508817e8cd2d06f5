/** Challenges that sign-ins have open: each is answered once, by the app client that began it, before it expires. */
import type { RandomBytes } from '../chance.ts'
import { notAuthorized, type PoolError } from '../errors.ts'
import type { SrpKeys, SrpVerifier } from './srp.ts'

export interface Challenge {
  readonly sub: string | undefined
  readonly clientId: string
}

/** A sign-in by SRP that waits for its proof. `sub` is undefined for a user that does not exist, or has no password. */
export type SrpChallenge = Challenge & {
  readonly userId: string
  readonly srp: SrpVerifier
  readonly keys: SrpKeys
  readonly clientPublicKey: bigint
}

export interface Challenges<C extends Challenge> {
  /** Makes the opaque token, in base64, that names the challenge. */
  readonly open: (challenge: C, validMs: number) => string
  /** The challenge, which stays open. @throws PoolError `NotAuthorizedException`. */
  readonly read: (token: string, clientId: string) => C
  /** Closes the challenge, once what its answer proved is stored. */
  readonly spend: (token: string) => void
}

interface Entry<C> {
  readonly challenge: C
  readonly expiresAtMs: number
  readonly isSpent: boolean
}

const tokenBytes = 120
/** How long a challenge is remembered, so that its late answer gets the right error. */
const rememberedMs = 3_600_000

export function createChallenges<C extends Challenge>(
  random: RandomBytes,
  clock: () => number,
): Challenges<C> {
  const entries = new Map<string, Entry<C>>()

  return {
    open: (challenge, validMs) => {
      for (const [token, { expiresAtMs }] of entries)
        if (expiresAtMs + rememberedMs <= clock()) entries.delete(token)

      const token = Buffer.from(random(tokenBytes)).toString('base64')
      entries.set(token, { challenge, expiresAtMs: clock() + validMs, isSpent: false })
      return token
    },
    read: (token, clientId) => {
      const entry = entries.get(token)
      if (entry === undefined || entry.challenge.clientId !== clientId) throw invalidSession()
      if (entry.isSpent) throw notAuthorized('Invalid session for the user, session can only be used once.')
      if (entry.expiresAtMs <= clock())
        throw notAuthorized('Invalid session for the user, session is expired.')
      return entry.challenge
    },
    spend: (token) => {
      const entry = entries.get(token)
      if (entry !== undefined) entries.set(token, { ...entry, isSpent: true })
    },
  }
}

export function invalidSession(): PoolError {
  return notAuthorized('Invalid session for the user.')
}
