/** The main path of a person, by the official SDK: sign up, confirm, sign in, read the profile. */
import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  clientId,
  email,
  enroll,
  poolId,
  signIn,
  startHarness,
  codeOf,
  goodPassword,
  type Harness,
} from './pool-harness.ts'

let harness: Harness
beforeEach(async () => {
  harness = await startHarness()
})
afterEach(() => harness.close())

describe('a person', () => {
  test('signs up, confirms, signs in and reads the own profile', async () => {
    const { sdk } = harness

    const signedUp = await sdk.signUp({ ClientId: clientId, Username: email, Password: goodPassword })
    await sdk.confirmSignUp({ ClientId: clientId, Username: email, ConfirmationCode: codeOf(harness) })
    const tokens = await signIn(harness)
    const profile = await sdk.getUser({ AccessToken: tokens.AccessToken })

    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    })
    expect(profile.Username).toBe(signedUp.UserSub)
    expect(profile.UserAttributes).toEqual([
      { Name: 'sub', Value: signedUp.UserSub },
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ])
    expect(harness.defects).toEqual([])
  })
})
