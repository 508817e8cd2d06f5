/** The identity provider on this machine: where it listens and which person it signs in. */
import * as openid from 'openid-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startIdentityProvider, type IdentityProvider } from '../../../local/stand-ins/identity-provider.ts'
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

  for (const address of [issuer, authorization_endpoint, token_endpoint, jwks_uri])
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+/)
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

test('a provider that asks lets the person choose who to be, or go back to the app', async () => {
  const asking = await startIdentityProvider({ port: 0, person: grace, asksAs: 'Acme' })
  const { issuer, clientId, clientSecret } = asking
  const auth = openid.ClientSecretBasic(clientSecret)
  const asked = await openid.discovery(new URL(issuer), clientId, undefined, auth, {
    execute: [openid.allowInsecureRequests],
  })
  const url = openid.buildAuthorizationUrl(asked, {
    redirect_uri: 'http://localhost:1/',
    scope: 'openid',
    state: '"a&b"',
  })

  const html = await (await fetch(url)).text()
  const form = new URL(/action="([^"]+)"/.exec(html)?.[1] ?? '', issuer)
  for (const [name, value] of url.searchParams) form.searchParams.set(name, value)
  const chosen = { 'person.sub': '7', 'person.email': 'ada@example.com', 'person.name': '' }
  for (const [name, value] of Object.entries(chosen)) form.searchParams.set(name, value)
  const back = new URL((await fetch(form, { redirect: 'manual' })).headers.get('location') ?? '')
  const tokens = await openid.authorizationCodeGrant(asked, back, { expectedState: '"a&b"' })
  await asking.close()

  expect(html).toContain('<title>Sign in at Acme</title>')
  expect(html).toContain('name="state" value="&quot;a&amp;b&quot;"')
  expect(html).toMatch(/href="http:\/\/localhost:1\/\?error=access_denied&amp;state=[^"<]+"/)
  expect(tokens.claims()).toMatchObject({ sub: '7', email: 'ada@example.com', email_verified: false })
  expect(tokens.claims()).not.toHaveProperty('name')
})
