/** A pool with the external identity provider Acme, which runs on this machine too. */
import { onTestFinished } from 'vitest'
import { startIdentityProvider, type IdentityProvider } from '../../../local/stand-ins/identity-provider.ts'
import type { IdentityProviderOptions } from '../../../local/pool/federation/identity-providers.ts'
import { arns, emailPool, openWith, type Harness } from '../pool/pool-harness.ts'
import { authorizeUrl, startOAuth, type OAuthOptions } from './oauth-harness.ts'
import { createVisitor, type Visit, type Visitor } from './visitor.ts'

export interface Federation {
  readonly harness: Harness
  readonly acme: IdentityProvider
  readonly close: () => Promise<void>
}

export type FederationOptions = OAuthOptions & { readonly provider?: Partial<IdentityProviderOptions> }

/** Grace, as Acme knows her. */
export const grace = {
  sub: '248289761001',
  email: 'grace@example.com',
  email_verified: true,
  name: 'Grace Hopper',
}

/** Grace in the pool. */
export const userName = `Acme_${grace.sub}`

/** Options of a pool that has triggers. */
export const triggered = {
  pool: {
    ...emailPool,
    LambdaConfig: {
      PreSignUp: arns.preSignUp,
      PostConfirmation: arns.postConfirmation,
      PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' },
    },
  },
}

export const mapping = { email: 'email', email_verified: 'email_verified', name: 'name' }

export async function startFederation(options: FederationOptions = {}): Promise<Federation> {
  const { provider, ...rest } = options
  const acme = await startIdentityProvider({ port: 0, person: grace })
  const harness = await startOAuth({
    pool: emailPool,
    identityProviders: [
      {
        name: 'Acme',
        type: 'OIDC',
        issuer: acme.issuer,
        clientId: acme.clientId,
        clientSecret: acme.clientSecret,
        attributeMapping: mapping,
        scopes: ['openid', 'email'],
        identifiers: ['acme.example'],
        ...provider,
      },
    ],
    ...rest,
    web: { SupportedIdentityProviders: ['COGNITO', 'Acme'], ...rest.web },
  })
  return {
    harness,
    acme,
    close: async () => {
      await harness.close()
      await acme.close()
    },
  }
}

/** The federation of the test that runs. */
export let federation: Federation

export async function openFederation(options?: FederationOptions): Promise<void> {
  federation = await startFederation(options)
  await openWith(Promise.resolve(federation.harness))
  onTestFinished(federation.acme.close)
}

/** Signs in through Acme; gives what the browser ends at. */
export function signInByAcme(
  changes: Record<string, string | undefined> = {},
  visitor: Visitor = createVisitor(),
): Promise<Visit> {
  return visitor.follow(authorizeUrl({ identity_provider: 'Acme', ...changes }))
}
