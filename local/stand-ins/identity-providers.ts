/** Stands in for the external identity providers of the template, each with a provider on this machine. */
import { randomBytes } from 'node:crypto'
import type { IdentityProvider } from './identity-provider.ts'
import type { IdentityProviderOptions } from '../pool/federation/identity-providers.ts'
import type { ClientModel, StackModel } from '../template/stack-model.ts'

export interface StandIns {
  /** By the name that the pool has for it. */
  readonly byName: ReadonlyMap<string, IdentityProvider>
  /** What the pool is started with. */
  readonly options: readonly IdentityProviderOptions[]
  /** The clients without the providers that nothing stands in for. */
  readonly clients: readonly ClientModel[]
  /** Providers that nothing stands in for, such as `Google (SAML)`. */
  readonly notSimulated: readonly string[]
}

export async function startStandIns(options: {
  readonly model: Pick<StackModel, 'identityProviders' | 'clients'>
  readonly asks: boolean
  /** Receives each service, so that the caller can end them. */
  readonly keep: <Service extends { close(): Promise<void> }>(service: Service) => Service
}): Promise<StandIns> {
  const { asks, keep } = options
  const { identityProviders, clients } = options.model
  const byName = new Map<string, IdentityProvider>()
  const forPool: IdentityProviderOptions[] = []
  const absent = new Map<string, string>()
  for (const external of identityProviders) {
    const { name, type, clientId } = external
    if (type !== 'OIDC') {
      absent.set(name, `${name} (${type})`)
      continue
    }
    // Loaded when a template has such a provider: most have none.
    const { startIdentityProvider } = await import('./identity-provider.ts')
    const clientSecret = randomBytes(24).toString('base64url')
    const provider = keep(
      await startIdentityProvider({ port: 0, clientId, clientSecret, ...(asks ? { asksAs: name } : {}) }),
    )
    byName.set(name, provider)
    forPool.push({ ...external, type, issuer: provider.issuer, clientSecret })
  }
  return {
    byName,
    options: forPool,
    clients: clients.map((client) => withoutProviders(client, absent)),
    notSimulated: [...absent.values()],
  }
}

function withoutProviders(client: ClientModel, absent: ReadonlyMap<string, unknown>): ClientModel {
  const supported = client.properties['SupportedIdentityProviders']
  if (!Array.isArray(supported)) return client
  const present = supported.filter((name) => !absent.has(String(name)))
  return { ...client, properties: { ...client.properties, SupportedIdentityProviders: present } }
}
