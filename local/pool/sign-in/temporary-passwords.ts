/** Passwords that an administrator gives away: drawn by the policy, good for some days and one sign-in. */
import type { RandomBytes } from '../chance.ts'
import type { Pool } from '../context.ts'
import { notAuthorized } from '../errors.ts'
import { storePassword, type StoredPassword } from './passwords.ts'
import type { PasswordPolicy } from '../settings/pool-settings.ts'
import type { User } from '../users/users.ts'

const dayMs = 86_400_000
const minDrawnLength = 12

/** Without the characters that are easily taken for one another. */
const alphabets = {
  lowercase: 'abcdefghijkmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  number: '23456789',
  symbol: '!#$%*+-.:=?@^_~',
} as const

/** Keeps what the policy asks for, whatever that is, since it has one of each kind. */
export function drawTemporaryPassword(policy: PasswordPolicy, random: RandomBytes): string {
  const kinds = Object.values(alphabets)
  const length = Math.max(policy.minLength, minDrawnLength)
  const free = Array.from({ length: length - kinds.length }, () => pick(kinds.join(''), random))
  const drawn = [...kinds.map((kind) => pick(kind, random)), ...free]
  const shuffled = drawn
    .map((character) => ({ character, place: drawNumber(random) }))
    .sort((a, b) => a.place - b.place)
  return shuffled.map(({ character }) => character).join('')
}

/** Keeps a password that must be changed at the first sign-in, and before it expires. */
export function storeTemporaryPassword(password: string, username: string, pool: Pool): StoredPassword {
  const validMs = pool.settings.temporaryPasswordValidityDays * dayMs
  return { ...storePassword(password, username, pool), expiresAtMs: pool.clock() + validMs }
}

/** @throws PoolError `NotAuthorizedException` when the user's temporary password has expired. */
export function demandUnexpiredPassword(user: User, nowMs: number): void {
  const expiresAtMs = user.password?.expiresAtMs
  if (expiresAtMs === undefined || nowMs < expiresAtMs) return
  throw notAuthorized('Temporary password has expired and must be reset by an administrator.')
}

function pick(alphabet: string, random: RandomBytes): string {
  return alphabet.charAt(drawNumber(random) % alphabet.length)
}

function drawNumber(random: RandomBytes): number {
  return Buffer.from(random(4)).readUInt32BE()
}
