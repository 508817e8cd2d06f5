/** Every way to sign in, by unmodified clients, against the bundles; each token is checked as an API would. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js'
import * as openid from 'openid-client'
import { beforeAll, expect, test } from 'vitest'
import { createVisitor } from '../../local/oauth/visitor.ts'
import { type Api, createApi } from '../api.ts'
import { endAfterAll } from '../../support/end-after-all.ts'
import { type Journey, password, startJourney } from '../journey.ts'

const callbackUrl = 'http://localhost:3000/callback'

let journey: Journey
let api: Api
let clientId: string
const keep = endAfterAll()
beforeAll(async () => {
  journey = await startJourney(keep, 'tokens', { pool: { preTokenGenerationVersion: 'V3_0' } })
  api = await createApi(journey.stack.details)
  clientId = journey.stack.details.clients.public.clientId
})

/** What both tokens of a member have, and what an API lets them do with it. */
async function expectMember(tokens: {
  readonly idToken: string
  readonly accessToken: string
}): Promise<void> {
  const id = await api.verify(tokens.idToken, { use: 'id', clientId })
  const access = await api.verify(tokens.accessToken, { use: 'access', clientId })
  for (const claims of [id, access]) {
    expect(claims).toMatchObject({
      'cognito:groups': ['members'],
      permissions: ['articles:read'],
      plan: 'free',
    })
  }
  expect(await api.call(tokens.accessToken, 'api/read')).toBe(200)
  expect(await api.call(tokens.accessToken, 'api/write')).toBe(403)
  expect(await api.call(tokens.idToken, 'api/read')).toBe(401)
}

test('by password, and by refresh: what the person may do changes with the next refresh', async () => {
  await journey.enroll('password@example.com')

  const tokens = await journey.signIn('password@example.com')
  await expectMember(tokens)
  const { userPoolId } = journey.stack.details
  await journey.cognito.send(
    new AdminAddUserToGroupCommand({
      UserPoolId: userPoolId,
      Username: 'password@example.com',
      GroupName: 'editors',
    }),
  )
  const { AuthenticationResult: refreshed } = await journey.cognito.send(
    new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: tokens.refreshToken }),
  )

  const access = await api.verify(refreshed?.AccessToken ?? '', { use: 'access', clientId })
  expect(access).toMatchObject({ permissions: ['articles:read', 'articles:write'] })
  expect(await api.call(refreshed?.AccessToken ?? '', 'api/write')).toBe(200)
})

test('by SRP, with amazon-cognito-identity-js', async () => {
  await journey.enroll('srp@example.com')
  const { userPoolId, cognitoEndpoint } = journey.stack.details
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: cognitoEndpoint })
  const Username = 'srp@example.com'

  const session = await new Promise<CognitoUserSession>((onSuccess, onFailure) =>
    new CognitoUser({ Username, Pool }).authenticateUser(
      new AuthenticationDetails({ Username, Password: password }),
      { onSuccess, onFailure },
    ),
  )

  await expectMember({
    idToken: session.getIdToken().getJwtToken(),
    accessToken: session.getAccessToken().getJwtToken(),
  })
})

test('by a new password: who was created by an administrator is provisioned by the first token', async () => {
  const email = 'invited@example.com'
  const { userPoolId } = journey.stack.details
  await journey.cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username: email,
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  )
  const invitation = journey.stack.mailbox.messages(email)[0]
  const temporary = /temporary password is (\S+?)\.?(\s|$)/.exec(invitation?.body ?? '')?.[1] ?? ''

  const challenge = await journey.cognito.send(
    new InitiateAuthCommand({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: temporary },
    }),
  )
  expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  const { AuthenticationResult: first } = await journey.cognito.send(
    new RespondToAuthChallengeCommand({
      ClientId: clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
    }),
  )
  const claims = await api.verify(first?.IdToken ?? '', { use: 'id', clientId })
  const answer = await api.call(first?.AccessToken ?? '', 'api/read')
  await journey.stack.worker?.idle()
  const { AuthenticationResult: second } = await journey.cognito.send(
    new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: first?.RefreshToken }),
  )

  expect(answer).toBe(403)
  expect(claims).not.toHaveProperty('plan')
  expect(claims['permissions'] ?? []).toEqual([])
  await expectMember({ idToken: second?.IdToken ?? '', accessToken: second?.AccessToken ?? '' })
})

test('by the pages of the pool, with code and PKCE, by openid-client; then userInfo, refresh and revocation', async () => {
  const email = 'hosted@example.com'
  const sub = await journey.enroll(email)
  const { issuer } = journey.stack.details
  const config = await openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const expectedState = openid.randomState()
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: callbackUrl,
    scope: 'openid email',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
  })
  const visitor = createVisitor()
  const page = await visitor.follow(url.href)
  const end = await visitor.submit(page, { username: email, password })
  const tokens = await openid.authorizationCodeGrant(config, new URL(end.location ?? ''), {
    pkceCodeVerifier,
    expectedState,
    idTokenExpected: true,
  })
  const userInfo = await openid.fetchUserInfo(config, tokens.access_token, sub)
  const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
  await openid.tokenRevocation(config, tokens.refresh_token ?? '')

  for (const { id_token: idToken = '', access_token: accessToken } of [tokens, refreshed])
    await expectMember({ idToken, accessToken })
  expect(userInfo).toMatchObject({ sub, email })
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  })
})

test('as a machine, with client credentials: no more scopes than its item allows', async () => {
  const { issuer, userPoolId, clients } = journey.stack.details
  const machine = clients.machine
  const auth = openid.ClientSecretBasic(machine.clientSecret ?? '')
  const config = await openid.discovery(new URL(issuer), machine.clientId, undefined, auth, {
    execute: [openid.allowInsecureRequests],
  })
  const unlisted = await openid.clientCredentialsGrant(config, { scope: 'api/read api/write' })
  await journey.put({
    pk: `CLIENT#${userPoolId}#${machine.clientId}`,
    sk: 'CLIENT',
    tenant: 'acme',
    scopes: ['api/read'],
  })

  const listed = await openid.clientCredentialsGrant(config, { scope: 'api/read api/write' })

  const claims = await api.verify(listed.access_token, { use: 'access', clientId: machine.clientId })
  expect(claims).toMatchObject({ tenant: 'acme', scope: 'api/read' })
  expect(await api.call(listed.access_token, 'api/read')).toBe(200)
  expect(await api.call(listed.access_token, 'api/write')).toBe(403)
  expect(await api.call(unlisted.access_token, 'api/read')).toBe(403)
})
