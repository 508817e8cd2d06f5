/** A user as the administrator's operations show it. */
import { listAttributes } from './attributes.ts'
import type { User, UserStatus } from './users.ts'

export interface AttributeAnswer {
  readonly Name: string
  readonly Value: string
}

interface UserFields {
  readonly Username: string
  readonly UserCreateDate: number
  readonly UserLastModifiedDate: number
  readonly Enabled: boolean
  readonly UserStatus: UserStatus
}

export type UserAnswer = UserFields & { readonly Attributes: readonly AttributeAnswer[] }
export type AdminUserAnswer = UserFields & { readonly UserAttributes: readonly AttributeAnswer[] }

/** `UserType` of lists. */
export function answerUser(user: User): UserAnswer {
  return { ...fields(user), Attributes: attributesOf(user) }
}

/** AdminGetUser's spelling of the same. */
export function answerAdminUser(user: User): AdminUserAnswer {
  return { ...fields(user), UserAttributes: attributesOf(user) }
}

function attributesOf(user: User): readonly AttributeAnswer[] {
  return listAttributes(new Map([['sub', user.sub], ...user.attributes]))
}

function fields(user: User): UserFields {
  return {
    Username: user.username,
    UserCreateDate: user.createdAtMs / 1_000,
    UserLastModifiedDate: user.modifiedAtMs / 1_000,
    Enabled: user.isEnabled,
    UserStatus: user.status,
  }
}
