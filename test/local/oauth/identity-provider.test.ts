/** The identity provider on this machine: where it listens and whom it signs in. */
import * as openid from 'openid-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startIdentityProvider, type IdentityProvider } from '../../../local/identity-provider.ts'
import { grace } from './federation-harness.ts'

let provider: IdentityProvider
let config: openid.Configuration
beforeEach(async () => {
  provider = await startIdentityProvider({ port: 0, person: grace })
  const { issuer, clientId, clientSecret } = provider
  config = await openid.discovery(
    new URL(issuer),
    clientId,
    undefined,
    openid.ClientSecretBasic(clientSecret),
    {
      execute: [openid.allowInsecureRequests],
    },
  )
})
afterEach(() => provider.close())

async function authorize(): Promise<URL> {
  const url = openid.buildAuthorizationUrl(config, { redirect_uri: 'http://localhost:1/', scope: 'openid' })
  const response = await fetch(url, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}

test('the provider has an address of this machine for every endpoint', () => {
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = config.serverMetadata()

  for (const address of [issuer, authorization_endpoint, token_endpoint, jwks_uri]) {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
  }
})

test('a sign-in keeps the person it began with, the next one gets the new person', async () => {
  const begun = await authorize()
  provider.setPerson({ sub: '2', email: 'ada@example.com' })

  const first = await openid.authorizationCodeGrant(config, begun)
  const second = await openid.authorizationCodeGrant(config, await authorize())
  const userInfo = await openid.fetchUserInfo(config, second.access_token, '2')

  expect(first.claims()).toMatchObject(grace)
  expect(second.claims()).toMatchObject({ sub: '2', email: 'ada@example.com' })
  expect(userInfo).toEqual({ sub: '2', email: 'ada@example.com' })
})

test('closing twice is no error', async () => {
  await provider.close()

  await expect(provider.close()).resolves.toBeUndefined()
})
