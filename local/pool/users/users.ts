/** The users of the pool, found by user name, `sub` or the sign-in attributes the pool allows. */
import { flattenAttributes, flattenName } from './letter-case.ts'
import { isVerified } from './attributes.ts'
import type { StoredPassword } from '../sign-in/passwords.ts'
import type { AliasAttribute, PoolSettings } from '../settings/pool-settings.ts'

export type UserStatus =
  | 'UNCONFIRMED'
  | 'CONFIRMED'
  | 'RESET_REQUIRED'
  | 'FORCE_CHANGE_PASSWORD'
  | 'EXTERNAL_PROVIDER'

export interface User {
  /** Grows with every user ever made; the order of lists and the place a page ends. */
  readonly ordinal: number
  readonly username: string
  readonly sub: string
  /** Without `sub`; values as strings, `email_verified` included. */
  readonly attributes: ReadonlyMap<string, string>
  readonly status: UserStatus
  readonly isEnabled: boolean
  readonly password: StoredPassword | undefined
  readonly createdAtMs: number
  readonly modifiedAtMs: number
}

export type NewUser = Omit<User, 'ordinal' | 'isEnabled' | 'modifiedAtMs'>
export type UserChange = Partial<Omit<User, 'ordinal' | 'username' | 'sub' | 'createdAtMs' | 'modifiedAtMs'>>

export interface Users {
  readonly add: (user: NewUser) => User
  /** Changes the user's current state, so that changes during a trigger are not lost. */
  readonly change: (sub: string, change: UserChange) => User | undefined
  readonly remove: (sub: string) => void
  readonly bySub: (sub: string) => User | undefined
  /** Finds by user name, `sub` or alias. */
  readonly find: (name: string) => User | undefined
  /** Who may sign in with that attribute; with `AliasAttributes` only a verified value counts. */
  readonly holders: (attribute: AliasAttribute, value: string) => readonly User[]
  readonly all: () => readonly User[]
}

/** All that is known of the users. */
export interface UsersMemory {
  readonly bySub: Map<string, User>
  readonly subByName: Map<string, string>
  lastOrdinal: number
}

export function createUsers(settings: PoolSettings, clock: () => number, memory: UsersMemory): Users {
  const { bySub, subByName } = memory
  const fold = (name: string): string => (settings.isCaseSensitive ? name : name.toLowerCase())
  const signInAttributes = [...settings.usernameAttributes, ...settings.aliasAttributes]

  const holders = (attribute: AliasAttribute, value: string): readonly User[] =>
    [...bySub.values()].filter(
      (user) =>
        isSignInName(user, attribute, settings) && fold(user.attributes.get(attribute) ?? '') === fold(value),
    )

  return {
    add: (user) => {
      const added = {
        ...user,
        username: flattenName(user.username, settings),
        attributes: flattenAttributes(user.attributes, settings),
        ordinal: ++memory.lastOrdinal,
        isEnabled: true,
        modifiedAtMs: user.createdAtMs,
      }
      bySub.set(user.sub, added)
      subByName.set(fold(user.username), user.sub)
      return added
    },
    change: (sub, change) => {
      const user = bySub.get(sub)
      if (user === undefined) return undefined
      const attributes = flattenAttributes(change.attributes ?? user.attributes, settings)
      const changed = { ...user, ...change, attributes, modifiedAtMs: clock() }
      bySub.set(sub, changed)
      return changed
    },
    remove: (sub) => {
      const user = bySub.get(sub)
      if (user === undefined) return
      bySub.delete(sub)
      subByName.delete(fold(user.username))
    },
    bySub: (sub) => bySub.get(sub),
    find: (name) => {
      const byName = bySub.get(subByName.get(fold(name)) ?? name)
      if (byName !== undefined || name === '') return byName
      return signInAttributes.flatMap((attribute) => holders(attribute, name))[0]
    },
    holders,
    all: () => [...bySub.values()],
  }
}

/** Whether this user can sign in with the value of that attribute. */
export function isSignInName(user: User, attribute: AliasAttribute, settings: PoolSettings): boolean {
  // A user of a provider has no password here, and another user may have the same address.
  if (user.status === 'EXTERNAL_PROVIDER' || !user.attributes.has(attribute)) return false
  if (settings.usernameAttributes.some((each) => each === attribute)) return true
  if (!settings.aliasAttributes.includes(attribute)) return false
  return attribute === 'preferred_username' || isVerified(user.attributes, attribute)
}
