/** Which identity provider a federated user name belongs to. */
import type { RequiredCheck } from '../core/options/check.ts'
import { list } from '../core/options/collections.ts'
import { isOneLine, text } from '../core/options/values.ts'

export interface ProviderIdentity {
  /** The provider's name as it was configured. Events may carry it in another letter case. */
  readonly provider: string
  /** The user's id at the provider. */
  readonly userId: string
}

/** The identity in a user name such as `Google_1029`; undefined when the user name begins with no name of `providers`.
 *
 * Names and ids may hold `_`, so that the longest name that fits is taken. Name every provider of the pool: otherwise
 * a user is taken for one of another provider whose name is the beginning of the right one.
 * @see https://github.com/aws-amplify/amplify-flutter/issues/1716 */
export function readProvider(userName: string, providers: readonly string[]): ProviderIdentity | undefined {
  const fitting = providers.filter(
    (provider) =>
      userName.length > provider.length + 1 &&
      userName[provider.length] === '_' &&
      userName.slice(0, provider.length).toLowerCase() === provider.toLowerCase(),
  )
  const [longest] = fitting.toSorted((a, b) => b.length - a.length)
  return longest === undefined ? undefined : { provider: longest, userId: userName.slice(longest.length + 1) }
}

/** Names of providers. A name that no pool allows would match no user, and `COGNITO` is the pool itself.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html */
export function providerList(): RequiredCheck {
  return list(
    text(
      'the name of an identity provider',
      (name) => name.length <= 32 && isOneLine(name) && name.toUpperCase() !== 'COGNITO',
    ),
  )
}

/** @throws TypeError when a name is given twice; `owner` says whose option it is. */
export function checkDistinctProviders(owner: string, providers: readonly string[]): void {
  const seen = new Set<string>()
  for (const provider of providers) {
    const folded = provider.toLowerCase()
    if (seen.has(folded)) throw new TypeError(`${owner}: the provider '${provider}' is named twice`)
    seen.add(folded)
  }
}
