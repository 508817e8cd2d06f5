/** The pool's password policy with AWS's texts, and passwords kept as salted hashes. */
import { scryptSync, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '../chance.ts'
import { PoolError } from '../errors.ts'
import type { PasswordPolicy } from '../settings/pool-settings.ts'
import { makeSrpVerifier, type SrpVerifier } from './srp.ts'

export interface StoredPassword {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
  readonly srp: SrpVerifier
  /** undefined: the password is not temporary. */
  readonly expiresAtMs: number | undefined
}

/** The values that bind a password to its user and its pool. */
export interface PasswordPlace {
  readonly poolId: string
  readonly random: RandomBytes
}

const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/

// Cost 1,024 keeps a local sign-in near 2 ms. Real people have no password here, also with `--data`.
const hashing = { N: 1_024 }
const hashBytes = 32

/** @throws PoolError `InvalidPasswordException` that names the first broken rule, never the password. */
export function checkPassword(password: string, policy: PasswordPolicy): void {
  if (password.length < policy.minLength) throw weak('Password not long enough')
  if (policy.needsLowercase && !/[a-z]/.test(password)) throw weak('Password must have lowercase characters')
  if (policy.needsUppercase && !/[A-Z]/.test(password)) throw weak('Password must have uppercase characters')
  if (policy.needsNumber && !/[0-9]/.test(password)) throw weak('Password must have numeric characters')
  if (policy.needsSymbol && !symbols.test(password)) throw weak('Password must have symbol characters')
}

/** Keeps a password that does not expire. The user name must be the record's own, which SRP clients are told. */
export function storePassword(
  password: string,
  username: string,
  { poolId, random }: PasswordPlace,
): StoredPassword {
  const salt = random(16)
  return {
    salt,
    hash: scryptSync(password, salt, hashBytes, hashing),
    srp: makeSrpVerifier(password, { poolName: readPoolName(poolId), userId: username }, random),
    expiresAtMs: undefined,
  }
}

export function isPassword(password: string, stored: StoredPassword | undefined): boolean {
  if (stored === undefined) return false
  return timingSafeEqual(scryptSync(password, stored.salt, hashBytes, hashing), stored.hash)
}

/** The part of a pool's id after its region, which SRP counts in. */
export function readPoolName(poolId: string): string {
  return poolId.slice(poolId.indexOf('_') + 1)
}

function weak(reason: string): PoolError {
  return new PoolError('InvalidPasswordException', `Password did not conform with policy: ${reason}`)
}
