/** Renewing tokens: the auth flow, GetTokensFromRefreshToken and rotation. */
import { createHmac } from 'node:crypto'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  confidential,
  email,
  emailPool,
  goodPassword,
  harness,
  meet,
  named,
  openEnrolled,
  openTokens,
  poolId,
  refresh,
  refusal,
  secretHash,
} from './pool-harness.ts'

const dayMs = 86_400_000
const rotating = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
}

function exchange(RefreshToken: string) {
  return harness.sdk.getTokensFromRefreshToken({ ClientId: clientId, RefreshToken })
}

describe('a refresh', () => {
  test.each(['REFRESH_TOKEN', 'REFRESH_TOKEN_AUTH'] as const)(
    'by %s renews both tokens and no other',
    async (flow) => {
      const first = await openTokens()
      harness.advance(60_000)

      const { AuthenticationResult: result } = await refresh(first.RefreshToken, flow)

      const [before, after] = [decodeJwt(first.AccessToken), decodeJwt(result?.AccessToken ?? '')]
      expect(result).not.toHaveProperty('RefreshToken')
      expect(after.iat).toBe((before.iat ?? 0) + 60)
      expect(after['auth_time']).toBe(before['auth_time'])
      expect(after['origin_jti']).toBe(before['origin_jti'])
      expect(after.jti).not.toBe(before.jti)
    },
  )

  test('shows the groups of now, not of the sign-in', async () => {
    const { RefreshToken } = await openTokens()
    await harness.sdk.createGroup({ UserPoolId: poolId, GroupName: 'staff' })
    await harness.sdk.adminAddUserToGroup({ ...named, GroupName: 'staff' })

    const { AuthenticationResult: result } = await refresh(RefreshToken)

    expect(decodeJwt(result?.IdToken ?? '')['cognito:groups']).toEqual(['staff'])
  })

  test('is refused with a token that is unknown or expired', async () => {
    const { RefreshToken } = await openTokens()

    const unknown = await refusal(refresh('nonsense'))
    harness.advance(30 * dayMs)
    const expired = await refusal(refresh(RefreshToken))

    expect(unknown).toBe('NotAuthorizedException: Invalid Refresh Token.')
    expect(expired).toBe('NotAuthorizedException: Refresh Token has expired')
  })

  test('is refused with the token of another client', async () => {
    const { RefreshToken } = await openTokens()
    const { clientId: ClientId, clientSecret: ClientSecret } = confidential

    const answer = await refusal(
      harness.sdk.getTokensFromRefreshToken({ ClientId, ClientSecret, RefreshToken }),
    )

    expect(answer).toBe('NotAuthorizedException: Invalid Refresh Token.')
  })

  test('needs the secret hash over the user name of the record, not over what was typed', async () => {
    await openEnrolled()
    const ClientId = confidential.clientId
    const hash = (name: string): string =>
      createHmac('sha256', confidential.clientSecret)
        .update(name + ClientId)
        .digest('base64')
    const { AuthenticationResult: first } = await harness.sdk.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: goodPassword, SECRET_HASH: hash(email) },
    })
    const call = (name: string): Promise<unknown> =>
      harness.sdk.initiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: first?.RefreshToken ?? '', SECRET_HASH: hash(name) },
      })

    const typed = await refusal(call(email))
    const recorded = call(String(decodeJwt(first?.IdToken ?? '')['cognito:username']))

    expect(typed).toContain('Unable to verify secret hash')
    await expect(recorded).resolves.toBeDefined()
  })

  test('is refused for a user who was deleted or disabled', async () => {
    const { RefreshToken } = await openTokens()
    await harness.sdk.adminDisableUser(named)
    const disabled = await refusal(refresh(RefreshToken))
    await harness.sdk.adminDeleteUser(named)

    const deleted = await refusal(refresh(RefreshToken))

    expect(disabled).toContain('NotAuthorizedException')
    expect(deleted).toContain('NotAuthorizedException')
  })
})

describe('GetTokensFromRefreshToken', () => {
  test('without rotation keeps the refresh token', async () => {
    const { RefreshToken } = await openTokens()

    const { AuthenticationResult: result } = await exchange(RefreshToken)

    expect(result).not.toHaveProperty('RefreshToken')
    await expect(exchange(RefreshToken)).resolves.toBeDefined()
  })

  test('with rotation gives a new refresh token and honours the old one for the grace period', async () => {
    const { RefreshToken } = await openTokens({ client: rotating })

    const { AuthenticationResult: result } = await exchange(RefreshToken)
    const within = exchange(RefreshToken)
    await expect(within).resolves.toBeDefined()
    harness.advance(10_000)
    const after = await refusal(exchange(RefreshToken))

    expect(result?.RefreshToken).not.toBe(RefreshToken)
    expect(after).toContain('RefreshTokenReuseException')
    await expect(exchange(result?.RefreshToken ?? '')).resolves.toBeDefined()
  })

  test('without a grace period rotates once when two ask at once', async () => {
    const { RefreshToken } = await openTokens({
      pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } },
      client: { ...rotating, RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
    })
    harness.functions.set(arns.preToken, meet(2))

    const results = await Promise.allSettled([exchange(RefreshToken), exchange(RefreshToken)])

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('needs the secret of a client that has one', async () => {
    await openEnrolled()
    const { clientId: ClientId, clientSecret: ClientSecret } = confidential
    const SECRET_HASH = secretHash()
    const { AuthenticationResult: result } = await harness.sdk.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: goodPassword, SECRET_HASH },
    })
    const call = (secret: string | undefined): Promise<unknown> =>
      harness.sdk.getTokensFromRefreshToken({
        ClientId,
        ClientSecret: secret,
        RefreshToken: result?.RefreshToken,
      })

    const [without, wrong] = [await refusal(call(undefined)), await refusal(call('wrong'))]
    const right = call(ClientSecret)

    const expected = `NotAuthorizedException: Unable to verify secret for client ${ClientId}`
    expect([without, wrong]).toEqual([expected, expected])
    await expect(right).resolves.toBeDefined()
  })
})
