/** `/oauth2/token` with a refresh token. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, enroll, fail, harness, named } from '../pool/pool-harness.ts'
import {
  claimsOf,
  openOAuth,
  otherId,
  postToken,
  signInAndExchange,
  webId,
  type OAuthOptions,
  type TokenReply,
} from './oauth-harness.ts'

async function start(options: OAuthOptions = {}): Promise<void> {
  await openOAuth(options)
  await enroll()
}

function refresh(token: unknown, client_id: string = webId): Promise<TokenReply> {
  return postToken({ grant_type: 'refresh_token', client_id, refresh_token: String(token) })
}

const rotating = {
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
}

describe('a refresh token', () => {
  test('gives new tokens of the same sign-in, and no other refresh token', async () => {
    await start()
    const first = await signInAndExchange(email, { nonce: 'a-nonce' })
    harness.advance(60_000)

    const { status, body } = await refresh(first['refresh_token'])

    const [before, after] = [claimsOf(first['access_token']), claimsOf(body['access_token'])]
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'token_type'])
    expect(after).toMatchObject({
      origin_jti: before['origin_jti'],
      auth_time: before['auth_time'],
      scope: 'openid email',
      iat: Number(before['iat']) + 60,
    })
    expect(after['jti']).not.toBe(before['jti'])
    // A nonce is of one authentication request.
    expect(claimsOf(body['id_token'])['nonce']).toBeUndefined()
  })

  test('asks the trigger with the source RefreshTokens and the scopes of the sign-in', async () => {
    await start({
      pool: {
        ...emailPool,
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V3_0' } },
      },
    })
    const first = await signInAndExchange(email)

    await refresh(first['refresh_token'])

    expect(harness.events.at(-1)?.event).toMatchObject({
      version: '3',
      triggerSource: 'TokenGeneration_RefreshTokens',
      request: { scopes: ['openid', 'email'] },
    })
  })

  test('is kept from a trigger that throws: invalid_grant with its words', async () => {
    await start({ pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } } })
    const first = await signInAndExchange(email)
    harness.functions.set(arns.preToken, fail('Account closed'))

    const { status, body } = await refresh(first['refresh_token'])

    expect(status).toBe(400)
    expect(body).toEqual({
      error: 'invalid_grant',
      error_description: 'PreTokenGeneration failed with error Account closed.',
    })
  })

  test('that does not answer is invalid_request, at which apps do not sign a person out', async () => {
    await start({ pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } } })
    const first = await signInAndExchange(email)
    harness.functions.set(arns.preToken, () => ({ kind: 'throttled' }))

    const { body } = await refresh(first['refresh_token'])

    expect(body['error']).toBe('invalid_request')
  })

  test.each([
    ['of another client', (token: string): Promise<TokenReply> => refresh(token, otherId), 'invalid_grant'],
    ['nobody issued', (): Promise<TokenReply> => refresh('nothing'), 'invalid_grant'],
    ['that is missing', (): Promise<TokenReply> => refresh(''), 'invalid_request'],
  ])('%s is refused', async (_, attempt, error) => {
    await start()
    const first = await signInAndExchange(email)

    const { status, body } = await attempt(String(first['refresh_token']))

    expect([status, body['error']]).toEqual([400, error])
  })

  test('is worth nothing after a global sign-out, after its time, and for a disabled user', async () => {
    await start({ web: { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: 'days' } } })
    const attempts: (() => Promise<unknown>)[] = [
      () => harness.sdk.adminUserGlobalSignOut(named),
      async () => harness.advance(86_400_000),
      () => harness.sdk.adminDisableUser(named),
    ]

    for (const end of attempts) {
      const { refresh_token } = await signInAndExchange(email)
      await end()

      expect((await refresh(refresh_token)).body['error']).toBe('invalid_grant')
    }
  })

  test('of a client without the code flow is refused', async () => {
    await start({ web: { AllowedOAuthFlowsUserPoolClient: false } })

    const { body } = await refresh('any')

    expect(body['error']).toBe('unauthorized_client')
  })

  test('of a sign-in through the API gives an access token with the API scope', async () => {
    await start()
    const result = await harness.sdk.initiateAuth({
      ClientId: webId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: 'Correct-Horse-7' },
    })

    const { body } = await refresh(result.AuthenticationResult?.RefreshToken)

    expect(claimsOf(body['access_token'])['scope']).toBe('aws.cognito.signin.user.admin')
  })
})

describe('a refresh token that rotates', () => {
  test('is replaced, and works on for the grace period only', async () => {
    await start({ web: rotating })
    const first = await signInAndExchange(email)

    const second = await refresh(first['refresh_token'])
    harness.advance(9_000)
    const inGrace = await refresh(first['refresh_token'])
    harness.advance(1_000)
    const tooLate = await refresh(first['refresh_token'])
    const third = await refresh(second.body['refresh_token'])

    expect(second.body['refresh_token']).not.toBe(first['refresh_token'])
    expect([inGrace.status, tooLate.body['error'], third.status]).toEqual([200, 'invalid_grant', 200])
  })

  test('used twice at once without grace is rotated once', async () => {
    await start({
      web: { ...rotating, RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
      pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } },
    })
    const first = await signInAndExchange(email)

    const answers = await Promise.all([1, 2, 3].map(() => refresh(first['refresh_token'])))

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})
