/** `/oauth2/token` with an authorization code. */
import { describe, expect, test } from 'vitest'
import { arns, email, emailPool, enroll, fail, harness, named, respond } from '../pool/pool-harness.ts'
import {
  challenge,
  claimsOf,
  exchange,
  openOAuth,
  otherId,
  postToken,
  signInAndExchange,
  signInByPage,
  verifier,
  webId,
  type OAuthOptions,
} from './oauth-harness.ts'
import { backAtApp, callbackUrl } from './visitor.ts'

const secondUrl = 'http://localhost:4000/second'

async function start(options: OAuthOptions = {}): Promise<void> {
  await openOAuth({ ...options, web: { CallbackURLs: [callbackUrl, secondUrl], ...options.web } })
  await enroll()
}

async function codeFor(changes: Record<string, string | undefined> = {}): Promise<string> {
  return backAtApp(await signInByPage(email, changes))['code'] ?? ''
}

describe('an authorization code', () => {
  test('becomes tokens with the claims of Cognito', async () => {
    await start()
    const code = await codeFor({ nonce: 'a-nonce' })
    harness.advance(10_000)

    const { status, body } = await exchange(code)

    const now = harness.nowMs() / 1_000
    const [user] = harness.pool.dump().users
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(
      ['access_token', 'expires_in', 'id_token', 'refresh_token', 'token_type'].sort(),
    )
    expect(body).toMatchObject({ expires_in: 3_600, token_type: 'Bearer' })
    expect(claimsOf(body['access_token'])).toEqual({
      sub: user?.sub,
      iss: harness.pool.issuer,
      version: 2,
      client_id: webId,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: 'access',
      scope: 'openid email',
      auth_time: now - 10,
      iat: now,
      exp: now + 3_600,
      jti: expect.any(String),
      username: user?.username,
    })
    expect(claimsOf(body['id_token'])).toMatchObject({
      aud: webId,
      nonce: 'a-nonce',
      at_hash: expect.stringMatching(/^[\w-]{22}$/),
      token_use: 'id',
      email,
      'cognito:username': user?.username,
      iat: now,
    })
  })

  test('gives no ID token without the scope openid', async () => {
    await start()

    const body = await signInAndExchange(email, { scope: 'api/read' })

    expect(body['id_token']).toBeUndefined()
    expect(claimsOf(body['access_token'])['scope']).toBe('api/read')
  })

  test('carries what the pre token generation trigger added, whatever the scopes', async () => {
    await start({
      pool: {
        ...emailPool,
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } },
      },
    })
    harness.functions.set(
      arns.preToken,
      respond({
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { name: 'Ada', plan: 'pro' } },
          accessTokenGeneration: { scopesToAdd: ['api/write'], scopesToSuppress: ['email'] },
        },
      }),
    )

    const body = await signInAndExchange(email)

    expect(claimsOf(body['id_token'])).toMatchObject({ name: 'Ada', plan: 'pro' })
    expect(claimsOf(body['access_token'])['scope']).toBe('openid api/write')
  })

  test('used twice is refused, and the tokens of its first use are revoked', async () => {
    await start()
    const code = await codeFor()
    const { body: first } = await exchange(code)

    const second = await exchange(code)
    const refresh = await postToken({
      grant_type: 'refresh_token',
      client_id: webId,
      refresh_token: String(first['refresh_token']),
    })
    const userInfo = await fetch(`${harness.pool.endpoint}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${String(first['access_token'])}` },
    })

    expect(second).toEqual({ status: 400, body: { error: 'invalid_grant' } })
    expect(refresh.body['error']).toBe('invalid_grant')
    expect(userInfo.status).toBe(401)
  })

  test('used twice at once gives tokens at most once, and they are revoked', async () => {
    await start({ managedLogin: { preTokenAt: 'token-endpoint' } })
    const code = await codeFor()

    const answers = await Promise.all([1, 2, 3, 4].map(() => exchange(code)))

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('expires after five minutes', async () => {
    await start()
    const early = await codeFor()
    const late = await codeFor()
    harness.advance(299_999)
    const inTime = await exchange(early)
    harness.advance(1)

    const tooLate = await exchange(late)

    expect(inTime.status).toBe(200)
    expect(tooLate).toEqual({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('of another client is refused and stays good for its own', async () => {
    await start()
    const code = await codeFor()

    const foreign = await exchange(code, { client_id: otherId })
    const own = await exchange(code)

    expect(foreign).toEqual({ status: 400, body: { error: 'invalid_grant' } })
    expect(own.status).toBe(200)
  })

  test.each([
    ['another registered redirect_uri', { redirect_uri: secondUrl }, 'invalid_grant'],
    ['a redirect_uri nobody registered', { redirect_uri: 'https://evil.example' }, 'unauthorized_client'],
    ['no redirect_uri', { redirect_uri: '' }, 'invalid_request'],
    ['no code', { code: '' }, 'invalid_request'],
    ['a code nobody issued', { code: '00000000-0000-4000-8000-000000000000' }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['another verifier', { code_verifier: `${verifier}x` }, 'invalid_grant'],
    ['the challenge as verifier', { code_verifier: challenge }, 'invalid_grant'],
    ['a secret, which the client does not have', { client_secret: 'x' }, 'invalid_client'],
  ])('with %s is refused', async (_, changes: Record<string, string>, error) => {
    await start()
    const code = await codeFor()

    const answer = await exchange(code, changes)

    expect(answer).toMatchObject({ status: 400, body: { error } })
  })

  test('is spent by a try with another verifier', async () => {
    await start()
    const code = await codeFor()
    await exchange(code, { code_verifier: `${verifier}x` })

    const answer = await exchange(code)

    expect(answer.body).toEqual({ error: 'invalid_grant' })
  })

  test('asked for without PKCE is traded without a verifier only', async () => {
    await start()
    const plain = { code_challenge: undefined, code_challenge_method: undefined }

    const without = await exchange(await codeFor(plain), { code_verifier: '' })
    const withOne = await exchange(await codeFor(plain))

    expect(without.status).toBe(200)
    expect(withOne.body).toMatchObject({ error: 'invalid_grant' })
  })

  test('of a user who was signed out everywhere since is refused', async () => {
    await start()
    const code = await codeFor()
    await harness.sdk.adminUserGlobalSignOut(named)

    const answer = await exchange(code)

    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('of a user who was disabled since is refused', async () => {
    await start()
    const code = await codeFor()
    await harness.sdk.adminDisableUser(named)

    const answer = await exchange(code)

    expect(answer.body).toMatchObject({ error: 'invalid_grant' })
  })

  test.each([
    ['denies', fail('No access'), 'invalid_grant', 'PreTokenGeneration failed with error No access.'],
    ['answers nonsense', respond(null), 'invalid_request', 'Unrecognizable lambda output'],
  ])('is refused when the trigger at the token endpoint %s', async (_, answer, error, error_description) => {
    await start({
      pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } },
      managedLogin: { preTokenAt: 'token-endpoint' },
    })
    harness.functions.set(arns.preToken, answer)

    const { status, body } = await exchange(await codeFor())

    expect({ status, body }).toEqual({ status: 400, body: { error, error_description } })
  })
})
