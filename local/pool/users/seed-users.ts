/** Puts users into a pool as if they had signed up and confirmed before it started. */
import { createHash } from 'node:crypto'
import type { Pool } from '../context.ts'
import { PoolError } from '../errors.ts'
import { checkPassword, storePassword } from '../sign-in/passwords.ts'
import { checkGivenAttributes } from './attributes.ts'
import { chooseName, demandFreeName } from './sign-up-name.ts'

export interface SeedUser {
  /** What the user signs in with: an address in a pool whose user names are addresses, otherwise a user name. */
  readonly username: string
  /** Without one the user cannot sign in. */
  readonly password?: string
  /** An address counts as verified unless `email_verified` or `phone_number_verified` says otherwise. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Groups that the pool does not have are made. */
  readonly groups?: readonly string[]
  /** Default: derived from the user name, so that it is the same at every start. */
  readonly sub?: string
}

/** No trigger is called for them.
 * @throws TypeError with one sentence that names the user by its place in the list, never by its data */
export function seedUsers(pool: Pool, users: readonly SeedUser[]): void {
  for (const [index, user] of users.entries()) {
    try {
      seed(pool, user)
    } catch (error) {
      if (!(error instanceof PoolError)) throw error
      throw new TypeError(`users[${index}] cannot be made: ${error.message}`, { cause: error })
    }
  }
}

function seed(
  pool: Pool,
  { username, password, attributes = {}, groups = [], sub = deriveSub(username) }: SeedUser,
): void {
  const { settings, users, clock } = pool
  const name = chooseName(username, new Map(Object.entries(attributes)), sub, settings)
  const verified = ['email', 'phone_number'].flatMap((address): [string, string][] =>
    name.attributes.has(address) ? [[`${address}_verified`, 'true']] : [],
  )
  checkGivenAttributes(name.attributes, settings.schema)
  demandFreeName(name, settings, users)
  if (password !== undefined) checkPassword(password, settings.passwordPolicy)
  users.add({
    username: name.username,
    sub,
    attributes: new Map([...verified, ...name.attributes]),
    status: 'CONFIRMED',
    password: password === undefined ? undefined : storePassword(password, name.username, pool),
    createdAtMs: clock(),
  })
  for (const group of groups) {
    if (pool.groups.get(group) === undefined) {
      pool.groups.add({
        name: group,
        description: undefined,
        roleArn: undefined,
        precedence: undefined,
        createdAtMs: clock(),
      })
    }
    pool.groups.join(group, sub)
  }
}

/** A UUID in form. */
function deriveSub(username: string): string {
  const hex = createHash('sha256').update(`sub:${username.toLowerCase()}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
