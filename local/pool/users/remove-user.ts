/** Removes a user for good: its codes, sessions and linked identities are worthless from then on. */
import type { Pool } from '../context.ts'
import type { User } from './users.ts'

export function removeUser(pool: Pool, { sub }: User): void {
  pool.users.remove(sub)
  pool.codes.forget(sub)
  pool.sessions.revokeAllOf(sub)
  for (const identity of pool.linkedIdentities.of(sub)) pool.linkedIdentities.unlink(identity)
}
