/** A user as the administrator's operations show it. */
import { listAttributes } from './attributes.ts'
import type { User } from './users.ts'

/** `UserType` of lists. */
export function answerUser(user: User) {
  return { ...fields(user), Attributes: attributesOf(user) }
}

/** AdminGetUser's spelling of the same. */
export function answerAdminUser(user: User) {
  return { ...fields(user), UserAttributes: attributesOf(user) }
}

function attributesOf(user: User) {
  return listAttributes(new Map([['sub', user.sub], ...user.attributes]))
}

function fields(user: User) {
  return {
    Username: user.username,
    UserCreateDate: user.createdAtMs / 1_000,
    UserLastModifiedDate: user.modifiedAtMs / 1_000,
    Enabled: user.isEnabled,
    UserStatus: user.status,
  }
}
