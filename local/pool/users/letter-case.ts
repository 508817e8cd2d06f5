/** What a pool that ignores letter case shows in lower case, in events, answers and tokens alike: user names, e-mail
 * addresses and preferred user names. A provider's subject in `identities` keeps its letter case.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html */
import type { Attributes } from './attributes.ts'
import type { PoolSettings } from '../settings/pool-settings.ts'

const flattened = new Set(['email', 'preferred_username'])

export function flattenName(name: string, { isCaseSensitive }: PoolSettings): string {
  // A to Z alone: the Kelvin sign must not become the k of somebody else's address.
  return isCaseSensitive ? name : name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export function flattenAttributes(attributes: Attributes, settings: PoolSettings): Attributes {
  return new Map(
    [...attributes].map(([name, value]) => [
      name,
      flattened.has(name) ? flattenName(value, settings) : value,
    ]),
  )
}
