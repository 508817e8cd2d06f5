/** The pool's password policy with AWS's texts, and passwords kept as salted hashes. */
import { scryptSync, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from './chance.ts'
import { PoolError } from './errors.ts'
import type { PasswordPolicy } from './pool-settings.ts'

export type StoredPassword = { readonly salt: Uint8Array; readonly hash: Uint8Array }

const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/

// Cost 1,024 keeps a local sign-in near 2 ms; nothing stored here outlives the process.
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

export function storePassword(password: string, random: RandomBytes): StoredPassword {
  const salt = random(16)
  return { salt, hash: scryptSync(password, salt, hashBytes, hashing) }
}

export function isPassword(password: string, stored: StoredPassword | undefined): boolean {
  if (stored === undefined) return false
  return timingSafeEqual(scryptSync(password, stored.salt, hashBytes, hashing), stored.hash)
}

function weak(reason: string): PoolError {
  return new PoolError('InvalidPasswordException', `Password did not conform with policy: ${reason}`)
}
