/** Every operation the pool answers, by AWS's name for it. */
import type { Operation } from './operation.ts'
import * as adminCreateUser from './operations/admin-create-user.ts'
import * as groups from './operations/groups.ts'
import * as linkedIdentities from './operations/linked-identities.ts'
import * as passwords from './operations/passwords.ts'
import * as pool from './operations/pool.ts'
import * as signIn from './operations/sign-in.ts'
import * as signUp from './operations/sign-up.ts'
import * as userAttributes from './operations/user-attributes.ts'
import * as users from './operations/users.ts'

const files = [
  adminCreateUser,
  groups,
  linkedIdentities,
  passwords,
  pool,
  signIn,
  signUp,
  userAttributes,
  users,
]

export const operations: ReadonlyMap<string, Operation> = new Map(
  files.flatMap((file): [string, Operation][] => Object.entries(file)),
)
