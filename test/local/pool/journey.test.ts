/** The main path of a person, by the official SDK, and the tokens it ends with. */
import { JwtVerifier } from 'aws-jwt-verify'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  clientId,
  codeOf,
  email,
  enroll,
  goodPassword,
  harness,
  named,
  openPool,
  poolId,
  signIn,
} from './pool-harness.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

beforeEach(async () => {
  await openPool()
})

describe('a person', () => {
  test('signs up, confirms, signs in and reads the own profile', async () => {
    const { sdk } = harness

    const signedUp = await sdk.signUp({ ClientId: clientId, Username: email, Password: goodPassword })
    await sdk.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: codeOf() })
    const tokens = await signIn()
    const profile = await sdk.getUser({ AccessToken: tokens.AccessToken })

    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(uuid),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    })
    expect(profile.Username).toBe(signedUp.UserSub)
    expect(profile.UserAttributes).toEqual([
      { Name: 'sub', Value: signedUp.UserSub },
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ])
    expect(harness.mails).toEqual([
      expect.objectContaining({ to: email, code: expect.stringMatching(/^\d{6}$/), atMs: harness.nowMs() }),
    ])
    expect(harness.defects).toEqual([])
  })
})

describe('the tokens of a sign-in', () => {
  test('carry the claims of Cognito and no others', async () => {
    const sub = await enroll()
    const { AccessToken, IdToken } = await signIn()
    const nowS = harness.nowMs() / 1_000

    const id = await verify(IdToken)
    const access = await verify(AccessToken)

    const common = {
      sub,
      iss: harness.pool.issuer,
      auth_time: nowS,
      iat: nowS,
      exp: nowS + 3_600,
      jti: expect.stringMatching(uuid),
      event_id: expect.stringMatching(uuid),
      origin_jti: expect.stringMatching(uuid),
    }
    expect(id).toEqual({
      ...common,
      token_use: 'id',
      aud: clientId,
      'cognito:username': sub,
      email,
      email_verified: true,
    })
    expect(access).toEqual({
      ...common,
      token_use: 'access',
      client_id: clientId,
      username: sub,
      scope: 'aws.cognito.signin.user.admin',
    })
    expect(id['origin_jti']).toBe(access['origin_jti'])
    expect(id['jti']).not.toBe(access['jti'])
  })

  test('carry groups, roles and the role of the strongest group', async () => {
    await enroll()
    const { sdk } = harness
    const roleArn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`
    await sdk.createGroup({
      UserPoolId: poolId,
      GroupName: 'staff',
      Precedence: 5,
      RoleArn: roleArn('staff'),
    })
    await sdk.createGroup({
      UserPoolId: poolId,
      GroupName: 'admins',
      Precedence: 1,
      RoleArn: roleArn('admins'),
    })
    await sdk.adminAddUserToGroup({ ...named, GroupName: 'staff' })
    await sdk.adminAddUserToGroup({ ...named, GroupName: 'admins' })

    const { AccessToken, IdToken } = await signIn()

    expect(await verify(IdToken)).toMatchObject({
      'cognito:groups': ['admins', 'staff'],
      'cognito:roles': [roleArn('admins'), roleArn('staff')],
      'cognito:preferred_role': roleArn('admins'),
    })
    const access = await verify(AccessToken)
    expect(access['cognito:groups']).toEqual(['admins', 'staff'])
    expect(access).not.toHaveProperty('cognito:roles')
  })

  test('prefer no role when the strongest groups differ in theirs', async () => {
    await enroll()
    for (const name of ['a', 'b']) {
      const RoleArn = `arn:aws:iam::111122223333:role/${name}`
      await harness.sdk.createGroup({ UserPoolId: poolId, GroupName: name, Precedence: 1, RoleArn })
      await harness.sdk.adminAddUserToGroup({ ...named, GroupName: name })
    }

    const id = await verify((await signIn()).IdToken)

    expect(id['cognito:groups']).toEqual(['a', 'b'])
    expect(id).not.toHaveProperty('cognito:preferred_role')
  })

  test('are verified by aws-jwt-verify with the issuer and keys of the pool', async () => {
    const sub = await enroll()
    const now = Date.now()
    harness.advance(now - harness.nowMs())
    const { AccessToken, IdToken } = await signIn()
    const { issuer } = harness.pool
    const keys = await readJson(`${issuer}/.well-known/jwks.json`)
    const idVerifier = JwtVerifier.create({ issuer, audience: clientId })
    const accessVerifier = JwtVerifier.create({ issuer, audience: null })
    idVerifier.cacheJwks(Object(keys))
    accessVerifier.cacheJwks(Object(keys))

    const id = await idVerifier.verify(IdToken)
    const access = await accessVerifier.verify(AccessToken)

    expect(id.sub).toBe(sub)
    expect(access.sub).toBe(sub)
    await expect(idVerifier.verify(AccessToken)).rejects.toThrow('Missing Audience')
  })

  test('end when their validity ends', async () => {
    await enroll()
    const { AccessToken } = await signIn()

    harness.advance(3_600_000)

    await expect(harness.sdk.getUser({ AccessToken })).rejects.toThrow('Access Token has expired')
  })
})

describe('the discovery document', () => {
  test('names the issuer and the keys, without the private part', async () => {
    const { issuer } = harness.pool

    const document = await readJson(`${issuer}/.well-known/openid-configuration`)
    const keys = await readJson(`${issuer}/.well-known/jwks.json`)

    expect(document).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` })
    expect(keys).toEqual({
      keys: [
        {
          kty: 'RSA',
          alg: 'RS256',
          use: 'sig',
          kid: expect.any(String),
          n: expect.any(String),
          e: 'AQAB',
        },
      ],
    })
  })
})

async function readJson(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}

async function verify(token: string): Promise<{ readonly [claim: string]: unknown }> {
  const keys = createRemoteJWKSet(new URL(`${harness.pool.issuer}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(token, keys, {
    issuer: harness.pool.issuer,
    currentDate: new Date(harness.nowMs()),
  })
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: expect.any(String) })
  return payload
}
