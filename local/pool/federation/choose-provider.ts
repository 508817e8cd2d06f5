/** Finds the identity provider that a sign-in names. */
import type { AuthorizeRequest } from '../oauth/authorize-request.ts'
import type { ManagedLogin } from '../oauth/managed-login.ts'
import { ownProvider } from '../oauth/oauth-client.ts'
import type { ProviderSettings } from './identity-providers.ts'

export type ProviderChoice =
  /** The request names no provider, or the pool itself. */
  | { readonly kind: 'own-pages' }
  | { readonly kind: 'external'; readonly provider: ProviderSettings }
  /** The provider does not exist, or the client does not support it. */
  | { readonly kind: 'unavailable' }

export function chooseProvider(login: ManagedLogin, request: AuthorizeRequest): ProviderChoice {
  const { identityProvider, idpIdentifier, client } = request
  if (identityProvider === undefined && idpIdentifier === undefined) return { kind: 'own-pages' }
  const name =
    identityProvider ??
    [...login.providers.values()].find(({ identifiers }) => identifiers.includes(idpIdentifier ?? ''))?.name
  if (name === undefined || !client.providers.includes(name)) return { kind: 'unavailable' }
  if (name === ownProvider) return { kind: 'own-pages' }
  const provider = login.providers.get(name)
  return provider === undefined ? { kind: 'unavailable' } : { kind: 'external', provider }
}
