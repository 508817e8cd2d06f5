/** What startUserPool refuses of OAuth settings, and the discovery document. */
import { expect, test } from 'vitest'
import type { IdentityProviderOptions } from '../../../local/pool/federation/identity-providers.ts'
import { harness } from '../pool/pool-harness.ts'
import { openOAuth, startOAuth, type OAuthOptions } from './oauth-harness.ts'

const acme: IdentityProviderOptions = {
  name: 'Acme',
  type: 'OIDC',
  issuer: 'http://127.0.0.1:9',
  clientId: 'a',
  clientSecret: 'b',
  attributeMapping: { email: 'email', username: 'sub' },
  scopes: ['openid'],
}

test.each<[string, OAuthOptions, string]>([
  ['an unknown flow', { web: { AllowedOAuthFlows: ['password'] } }, 'AllowedOAuthFlows must be one of'],
  [
    'client credentials without a secret',
    { web: { AllowedOAuthFlows: ['client_credentials'] } },
    'The app client web has client_credentials but no secret; set GenerateSecret.',
  ],
  [
    'client credentials beside a code',
    { clients: [client({ AllowedOAuthFlows: ['client_credentials', 'code'] })] },
    'The app client server has client_credentials beside another flow; Cognito allows one.',
  ],
  [
    'a relative callback',
    { web: { CallbackURLs: ['/callback'] } },
    'CallbackURLs of the app client web must be',
  ],
  ['a callback with a fragment', { web: { CallbackURLs: ['https://a.example/#b'] } }, 'without a fragment'],
  [
    'a callback on plain HTTP',
    { web: { CallbackURLs: ['http://a.example/'] } },
    'HTTPS unless it is localhost',
  ],
  [
    'a scope without a resource server',
    { web: { AllowedOAuthScopes: ['openid', 'api/delete'] } },
    'The app client web has the scope api/delete, which no resource server defines.',
  ],
  [
    'a provider that the pool lacks',
    { identityProviders: [], web: { SupportedIdentityProviders: ['COGNITO', 'Acme'] } },
    'The app client web supports Acme, but the pool has no such identity provider.',
  ],
  [
    'a provider elsewhere',
    { identityProviders: [{ ...acme, issuer: 'https://accounts.example' }] },
    'The issuer of the identity provider Acme is not on this machine',
  ],
  [
    'a provider that only seems to be here',
    { identityProviders: [{ ...acme, issuer: 'http://127.0.0.1@evil.example' }] },
    'is not on this machine',
  ],
  [
    'a provider without openid',
    { identityProviders: [{ ...acme, scopes: ['email'] }] },
    'needs the scope openid',
  ],
  [
    'a mapping to an attribute that is not there',
    { identityProviders: [{ ...acme, attributeMapping: { 'custom:team': 'team' } }] },
    'maps custom:team, which is not an attribute',
  ],
  [
    'a mapping of the user name',
    { identityProviders: [{ ...acme, attributeMapping: { username: 'email' } }] },
    'maps username to email; Cognito takes sub.',
  ],
  [
    'a provider’s name with a blank',
    { identityProviders: [{ ...acme, name: 'Ac me' }] },
    'needs a name of 1 to 32',
  ],
  [
    'a provider’s name that is reserved',
    { identityProviders: [{ ...acme, name: 'COGNITO' }] },
    'needs a name',
  ],
])('a pool with %s does not start', async (_, options, reason) => {
  const start = startOAuth(options)

  await expect(start).rejects.toThrow(TypeError)
  await expect(start).rejects.toThrow(reason)
})

test('a pool with a custom scheme and loopback callbacks starts', async () => {
  await openOAuth({
    web: { CallbackURLs: ['myapp://callback', 'http://127.0.0.1:3000/', 'https://a.example'] },
  })

  expect(harness.pool.port).toBeGreaterThan(0)
})

test('the discovery document names every endpoint at the issuer’s origin', async () => {
  await openOAuth()
  const response = await fetch(`${harness.pool.issuer}/.well-known/openid-configuration`)

  const document: unknown = await response.json()

  const at = (path: string): string => `${harness.pool.endpoint}${path}`
  expect(document).toMatchObject({
    issuer: harness.pool.issuer,
    authorization_endpoint: at('/oauth2/authorize'),
    token_endpoint: at('/oauth2/token'),
    userinfo_endpoint: at('/oauth2/userInfo'),
    revocation_endpoint: at('/oauth2/revoke'),
    end_session_endpoint: at('/logout'),
  })
})

test('the endpoints answer to loopback names only', async () => {
  await openOAuth()
  const { port } = harness.pool
  const { request } = await import('node:http')

  const status = await new Promise((resolve) => {
    const call = request(
      { host: '127.0.0.1', port, path: '/login', headers: { host: 'evil.example' } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    call.end()
  })

  expect(status).toBe(403)
})

function client(properties: Record<string, unknown>): {
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  readonly properties: Record<string, unknown>
} {
  return { clientId: 'server1', clientSecret: 'secret', name: 'server', properties }
}
