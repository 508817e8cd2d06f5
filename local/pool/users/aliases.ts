/** Aliases: a verified e-mail, phone number or preferred user name that one user holds alone. */
import { isVerified } from './attributes.ts'
import type { Context } from '../context.ts'
import { aliasExists } from '../errors.ts'
import type { AliasAttribute } from '../settings/pool-settings.ts'
import type { User } from './users.ts'

/** A user, or one who is about to be stored. */
type Holder = Pick<User, 'sub' | 'attributes'>

/** Whether another user already holds the value as an alias. @throws PoolError `AliasExistsException`. */
export function demandFreeAlias(context: Context, attribute: AliasAttribute, user: Holder): void {
  if (otherHolder(context, attribute, user) !== undefined) throw aliasExists(attribute)
}

/** The same for each alias that a user with these attributes would hold. @throws PoolError as above. */
export function demandFreeAliases(context: Context, user: Holder): void {
  for (const alias of context.settings.aliasAttributes) {
    const isHeld = alias === 'preferred_username' || isVerified(user.attributes, alias)
    if (isHeld) demandFreeAlias(context, alias, user)
  }
}

/**
 * Gives this user each alias that the user has verified. The earlier holder keeps the attribute, unverified.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 */
export function moveAliases(context: Context, user: User): void {
  for (const attribute of ['email', 'phone_number'] as const) {
    if (!isVerified(user.attributes, attribute)) continue
    const holder = otherHolder(context, attribute, user)
    if (holder === undefined) continue
    const attributes = new Map([...holder.attributes, [`${attribute}_verified`, 'false']])
    context.users.change(holder.sub, { attributes })
  }
}

function otherHolder(context: Context, attribute: AliasAttribute, user: Holder): User | undefined {
  const value = user.attributes.get(attribute)
  if (value === undefined) return undefined
  return context.users.holders(attribute, value).find((holder) => holder.sub !== user.sub)
}
