/** A sign-in by SRP that waits for its proof. */
import type { Challenge } from './challenges.ts'
import type { SrpKeys, SrpVerifier } from './srp.ts'

/** `sub` is undefined for a user that does not exist, or has no password. */
export type SrpChallenge = Challenge & {
  readonly userId: string
  readonly srp: SrpVerifier
  readonly keys: SrpKeys
  readonly clientPublicKey: bigint
}
