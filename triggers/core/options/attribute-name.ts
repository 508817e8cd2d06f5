/** Names of user attributes: Cognito's own, and those that begin with `custom:` or `dev:`. A misspelled name is refused. */
import { required, type RequiredCheck } from './check.ts'
import { suggest } from './nearest.ts'
import { refuse } from './refuse.ts'

/** Attributes that events carry besides custom ones.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html */
const attributeNames: readonly string[] = [
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'identities',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'sub',
  'updated_at',
  'website',
  'zoneinfo',
  'cognito:email_alias',
  'cognito:mfa_enabled',
  'cognito:phone_number_alias',
  'cognito:user_status',
]

/** Whether an event may carry an attribute of this name. */
export function isAttributeName(name: string): boolean {
  return attributeNames.includes(name) || /^(custom|dev):(custom:)?[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(name)
}

/** The known name that is nearest, as the end of a sentence. */
export function suggestAttribute(name: string): string {
  return suggest(name, attributeNames)
}

export const attributeName: RequiredCheck = required(
  'a user attribute of Cognito, such as name or custom:department',
  (value, at) => {
    if (typeof value !== 'string') refuse(at, attributeName.allowed, value)
    if (!isAttributeName(value)) refuse(at, attributeName.allowed, value, true, suggestAttribute(value))
  },
)
