/** The end of sessions: RevokeToken and both global sign-outs. */
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import {
  clientId,
  harness,
  named,
  openEnrolled,
  openTokens,
  refresh,
  refusal,
  signIn,
  type TestTokens,
} from './pool-harness.ts'

describe('a session ends', () => {
  const tryBoth = async ({ AccessToken, RefreshToken }: TestTokens): Promise<string[]> => [
    await refusal(harness.sdk.getUser({ AccessToken })),
    await refusal(refresh(RefreshToken)),
  ]
  const over = [
    'NotAuthorizedException: Access Token has been revoked',
    'NotAuthorizedException: Refresh Token has been revoked',
  ]

  test('by RevokeToken, and only that session', async () => {
    await openEnrolled()
    const [revoked, other] = [await signIn(), await signIn()]

    await harness.sdk.revokeToken({ ClientId: clientId, Token: revoked.RefreshToken })

    expect(await tryBoth(revoked)).toEqual(over)
    await expect(refresh(other.RefreshToken)).resolves.toBeDefined()
  })

  test('by GlobalSignOut, with every other session of the person', async () => {
    await openEnrolled()
    const [one, other] = [await signIn(), await signIn()]

    await harness.sdk.globalSignOut({ AccessToken: one.AccessToken })

    expect(await tryBoth(one)).toEqual(over)
    expect(await tryBoth(other)).toEqual(over)
    await expect(signIn()).resolves.toBeDefined()
  })

  test('by AdminUserGlobalSignOut', async () => {
    const tokens = await openTokens()

    await harness.sdk.adminUserGlobalSignOut(named)

    expect(await tryBoth(tokens)).toEqual(over)
  })
})

describe('RevokeToken', () => {
  test('refuses an access token and a client without revocation', async () => {
    const { AccessToken } = await openTokens()
    const access = await refusal(harness.sdk.revokeToken({ ClientId: clientId, Token: AccessToken }))
    const { RefreshToken, IdToken } = await openTokens({ client: { EnableTokenRevocation: false } })

    const off = await refusal(harness.sdk.revokeToken({ ClientId: clientId, Token: RefreshToken }))

    expect(access).toContain('UnsupportedTokenTypeException')
    expect(off).toContain('UnsupportedOperationException')
    expect(decodeJwt(IdToken)).not.toHaveProperty('origin_jti')
  })
})
