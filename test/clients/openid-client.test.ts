/** openid-client, unchanged, against the pool: what an app of any kind does with managed login. */
import * as openid from 'openid-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { email, enroll, goodPassword, type Harness } from '../local/pool/pool-harness.ts'
import { grace, startFederation, type Federation } from '../local/oauth/federation-harness.ts'
import { machine, server, webId } from '../local/oauth/oauth-harness.ts'
import { callbackUrl, createVisitor } from '../local/oauth/visitor.ts'

let federation: Federation
let harness: Harness
beforeEach(async () => {
  // The client checks times by the system's clock.
  federation = await startFederation({ clock: Date.now })
  harness = federation.harness
  await enroll()
})
afterEach(() => federation.close())

function discover(clientId: string, auth: openid.ClientAuth = openid.None()): Promise<openid.Configuration> {
  return openid.discovery(new URL(harness.pool.issuer), clientId, undefined, auth, {
    execute: [openid.allowInsecureRequests],
  })
}

async function signIn(
  config: openid.Configuration,
  extra: Record<string, string> = {},
): Promise<openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const expectedNonce = openid.randomNonce()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: callbackUrl,
    scope: 'openid email',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...extra,
  })
  const visitor = createVisitor()
  const page = await visitor.follow(url.href)
  const end =
    page.location === undefined
      ? await visitor.submit(page, { username: email, password: goodPassword })
      : page
  return openid.authorizationCodeGrant(config, new URL(end.location ?? ''), {
    pkceCodeVerifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  })
}

describe('openid-client', () => {
  test.each([
    ['a public client', webId, openid.None()],
    ['a secret in the header', server.clientId, openid.ClientSecretBasic(server.clientSecret)],
    ['a secret in the body', server.clientId, openid.ClientSecretPost(server.clientSecret)],
  ])('signs in with PKCE as %s', async (_, clientId, auth) => {
    const tokens = await signIn(await discover(clientId, auth))

    expect(tokens.claims()).toMatchObject({ aud: clientId, email, token_use: 'id' })
  })

  test('signs in through the external provider', async () => {
    const tokens = await signIn(await discover(webId), { identity_provider: 'Acme' })

    expect(tokens.claims()).toMatchObject({ 'cognito:username': `Acme_${grace.sub}` })
  })

  test('reads userInfo, refreshes and revokes', async () => {
    const config = await discover(webId)
    const tokens = await signIn(config)

    const userInfo = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await openid.tokenRevocation(config, tokens.refresh_token ?? '')
    const afterwards = openid.refreshTokenGrant(config, tokens.refresh_token ?? '')

    expect(userInfo).toMatchObject({ email, email_verified: 'true' })
    expect(refreshed.claims()?.sub).toBe(userInfo.sub)
    await expect(afterwards).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  test('gets a token for a machine', async () => {
    const config = await discover(machine.clientId, openid.ClientSecretBasic(machine.clientSecret))

    const tokens = await openid.clientCredentialsGrant(config, { scope: 'api/read' })

    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3_600 })
    expect(tokens.refresh_token).toBeUndefined()
  })

  test('ends the sign-in by the end_session_endpoint of the discovery document', async () => {
    const config = await discover(webId)
    const logout_uri = 'http://localhost:4000/signed-out'

    const url = openid.buildEndSessionUrl(config, { logout_uri })
    const { location } = await createVisitor().get(url.href)

    expect(location).toBe(logout_uri)
  })
})
