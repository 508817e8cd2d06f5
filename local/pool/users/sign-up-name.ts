/** The user name of somebody who signs up: chosen by the caller, or a UUID where an attribute is the user name. */
import { isEmail, isPhoneNumber, type Attributes } from './attributes.ts'
import { invalidParameter, usernameExists } from '../errors.ts'
import type { PoolSettings, SignInAttribute } from '../settings/pool-settings.ts'
import type { Users } from './users.ts'

export interface SignUpName {
  readonly username: string
  readonly attributes: Attributes
}

/**
 * Checks the name a caller sent. In a pool whose user name is an e-mail or a phone number the record's user name
 * equals its `sub`, and what was sent becomes the attribute.
 * @throws PoolError `InvalidParameterException`.
 */
export function chooseName(
  sent: string,
  attributes: Attributes,
  sub: string,
  settings: PoolSettings,
): SignUpName {
  const { usernameAttributes, aliasAttributes } = settings
  if (usernameAttributes.length > 0) {
    const attribute = usernameAttributes.find((each) =>
      each === 'email' ? isEmail(sent) : isPhoneNumber(sent),
    )
    if (attribute === undefined) throw invalidParameter(wantedForm(usernameAttributes))
    const given = attributes.get(attribute) ?? sent
    const isSame = settings.isCaseSensitive ? given === sent : given.toLowerCase() === sent.toLowerCase()
    if (!isSame) throw invalidParameter(`Username must be equal to the ${attribute} attribute.`)

    return { username: sub, attributes: new Map([...attributes, [attribute, sent]]) }
  }
  if (aliasAttributes.includes('email') && isEmail(sent)) {
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    )
  }
  if (aliasAttributes.includes('phone_number') && isPhoneNumber(sent)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    )
  }
  return { username: sent, attributes }
}

/**
 * Checks that the name is free. Aliases of other users do not count here: they are checked when the account is confirmed.
 * @throws PoolError `UsernameExistsException`.
 */
export function demandFreeName(name: SignUpName, settings: PoolSettings, users: Users): void {
  for (const attribute of settings.usernameAttributes) {
    const value = name.attributes.get(attribute)
    if (value !== undefined && users.holders(attribute, value).length > 0) throw usernameExists(attribute)
  }
  const holder = users.find(name.username)
  if (holder !== undefined) throw usernameExists(undefined)
}

function wantedForm(attributes: readonly SignInAttribute[]): string {
  if (attributes.length === 2) return 'Username should be either an email or a phone number.'
  return attributes[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.'
}
