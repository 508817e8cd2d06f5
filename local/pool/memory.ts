/** All that a pool knows and would lose at its end, apart from what lasts some minutes: challenges, and sign-ins on its own
 * pages. */
import type { CodesMemory } from './codes/codes.ts'
import type { SessionsMemory } from './sign-in/sessions.ts'
import type { GroupsMemory } from './users/groups.ts'
import type { LinksMemory } from './users/linked-identities.ts'
import type { UsersMemory } from './users/users.ts'

export interface PoolMemory {
  readonly users: UsersMemory
  readonly groups: GroupsMemory
  readonly links: LinksMemory
  readonly sessions: SessionsMemory
  readonly codes: CodesMemory
}

/** Of a new pool. */
export function emptyMemory(): PoolMemory {
  return {
    users: { bySub: new Map(), subByName: new Map(), lastOrdinal: 0 },
    groups: { groups: new Map(), members: new Map(), lastOrdinal: 0 },
    links: new Map(),
    sessions: {
      entries: new Map(),
      revoked: new Set(),
      originByJti: new Map(),
      originsBySub: new Map(),
    },
    codes: { open: new Map(), recent: new Map() },
  }
}
