/** What a pool that ignores letter case shows in lower case, in events, answers and tokens alike: user names, e-mail
 * addresses and preferred user names. A provider's subject in `identities` stays as it is.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html */
import type { Attributes } from './attributes.ts'
import type { PoolSettings } from './pool-settings.ts'

const flattened = ['email', 'preferred_username']

export function flattenName(name: string, { isCaseSensitive }: PoolSettings): string {
  return isCaseSensitive ? name : name.toLowerCase()
}

export function flattenAttributes(attributes: Attributes, settings: PoolSettings): Attributes {
  return new Map(
    [...attributes].map(([name, value]) => [
      name,
      flattened.includes(name) ? flattenName(value, settings) : value,
    ]),
  )
}
