/** What triggers read of a user. */
import type { PoolSettings } from '../settings/pool-settings.ts'
import { isVerified } from '../users/attributes.ts'
import { isSignInName, type User } from '../users/users.ts'

/** The attributes of a user that exists, with the pseudo-attributes Cognito adds. */
export function describeUser(user: User, settings: PoolSettings): ReadonlyMap<string, string> {
  const aliases =
    settings.usernameAttributes.length > 0 ? settings.usernameAttributes : settings.aliasAttributes
  const shown = aliases.filter(
    (name) =>
      name !== 'preferred_username' &&
      isSignInName(user, name, settings) &&
      isVerified(user.attributes, name),
  )
  return new Map([
    ['sub', user.sub],
    ...shown.map((name): [string, string] => [`cognito:${name}_alias`, user.attributes.get(name) ?? '']),
    ['cognito:user_status', user.status],
    ...user.attributes,
  ])
}
