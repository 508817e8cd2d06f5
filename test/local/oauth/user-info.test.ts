/** `/oauth2/userInfo`. */
import { describe, expect, test } from 'vitest'
import { email, enroll, harness, named, setAttributes, signIn } from '../pool/pool-harness.ts'
import { openOAuth, signInAndExchange, type OAuthOptions } from './oauth-harness.ts'

async function start(options: OAuthOptions = {}): Promise<void> {
  await openOAuth(options)
  await enroll()
  await setAttributes({ name: 'Ada' })
}

interface Reply {
  readonly status: number
  readonly challenge: string | null
  readonly body: unknown
}

async function askUserInfo(authorization: string | undefined, method = 'GET'): Promise<Reply> {
  const response = await fetch(`${harness.pool.endpoint}/oauth2/userInfo`, {
    method,
    headers: authorization === undefined ? {} : { authorization },
  })
  const body: unknown = await response.json()
  return { status: response.status, challenge: response.headers.get('www-authenticate'), body }
}

describe('userInfo', () => {
  test.each([
    ['openid', { email, email_verified: 'true', name: 'Ada' }],
    ['openid profile', { email, email_verified: 'true', name: 'Ada' }],
    ['openid email', { email, email_verified: 'true' }],
  ])('with %s tells %j, every value as a string', async (scope, attributes) => {
    await start()
    const { access_token } = await signInAndExchange(email, { scope })
    const [user] = harness.pool.dump().users

    const { status, body } = await askUserInfo(`Bearer ${String(access_token)}`)

    expect(status).toBe(200)
    expect(body).toEqual({ sub: user?.sub, username: user?.username, ...attributes })
  })

  test('tells only what the client may read', async () => {
    await start({ web: { ReadAttributes: ['name'] } })
    const { access_token } = await signInAndExchange(email, { scope: 'openid profile' })

    const { body } = await askUserInfo(`Bearer ${String(access_token)}`, 'POST')

    expect(Object.keys(Object(body)).sort()).toEqual(['name', 'sub', 'username'])
  })

  test('refuses a token without openid, that of the API included', async () => {
    await start()
    const { access_token } = await signInAndExchange(email, { scope: 'api/read' })

    const scoped = await askUserInfo(`Bearer ${String(access_token)}`)
    const ofApi = await askUserInfo(`Bearer ${(await signIn()).AccessToken}`)

    const body = {
      error: 'invalid_token',
      error_description: 'Access token does not contain openid scope',
    }
    expect(scoped).toMatchObject({ status: 401, body })
    expect(ofApi).toMatchObject({ status: 401, body })
  })

  test('refuses a token that is expired, revoked, of a disabled user, or an ID token', async () => {
    await start()
    const { access_token: first, id_token: id } = await signInAndExchange(email)
    const asId = await askUserInfo(`Bearer ${String(id)}`)
    harness.advance(3_600_000)
    const expired = await askUserInfo(`Bearer ${String(first)}`)
    const { access_token: second } = await signInAndExchange(email)
    await harness.sdk.adminUserGlobalSignOut(named)
    const revoked = await askUserInfo(`Bearer ${String(second)}`)
    const { access_token: third } = await signInAndExchange(email)
    await harness.sdk.adminDisableUser(named)

    const disabled = await askUserInfo(`Bearer ${String(third)}`)

    for (const { status, challenge } of [asId, expired, revoked, disabled]) {
      expect(status).toBe(401)
      expect(challenge).toContain('error="invalid_token"')
    }
  })

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic eA==', 'Bearer a b', 'Bearer "x"'])(
    'refuses the header %j as a bad request',
    async (authorization) => {
      await start()

      const { status, challenge } = await askUserInfo(authorization)

      expect([status, challenge]).toEqual([
        400,
        'Bearer error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"',
      ])
    },
  )

  test.each(['Bearer x', 'Bearer a.b.c', `Bearer ${'x'.repeat(8_000)}`, 'Bearer eyJhbGciOiJub25lIn0.e30.'])(
    'refuses the header %j as an invalid token',
    async (authorization) => {
      await start()

      expect(await askUserInfo(authorization)).toMatchObject({ status: 401 })
    },
  )
})
