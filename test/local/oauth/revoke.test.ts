/** `/oauth2/revoke`. */
import { describe, expect, test } from 'vitest'
import { email, enroll, harness } from '../pool/pool-harness.ts'
import {
  basic,
  openOAuth,
  otherId,
  postToken,
  server,
  signInAndExchange,
  webId,
  type OAuthOptions,
  type TokenReply,
} from './oauth-harness.ts'

async function start(options: OAuthOptions = {}): Promise<Record<string, unknown>> {
  await openOAuth(options)
  await enroll()
  return signInAndExchange(email)
}

function revoke(form: Record<string, string>, headers: Record<string, string> = {}): Promise<TokenReply> {
  return postToken(form, headers, '/oauth2/revoke')
}

describe('revocation', () => {
  test('ends the refresh token and the access tokens made with it', async () => {
    const tokens = await start()
    const token = String(tokens['refresh_token'])

    const answer = await revoke({ token, client_id: webId })
    const refresh = await postToken({
      grant_type: 'refresh_token',
      client_id: webId,
      refresh_token: token,
    })
    const userInfo = await fetch(`${harness.pool.endpoint}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${String(tokens['access_token'])}` },
    })

    expect(answer).toEqual({ status: 200, body: {} })
    expect(refresh.body['error']).toBe('invalid_grant')
    expect(userInfo.status).toBe(401)
  })

  test('of a token nobody issued, or twice of the same one, is no error', async () => {
    const tokens = await start()
    const token = String(tokens['refresh_token'])

    const statuses = [
      await revoke({ token: 'nothing', client_id: webId }),
      await revoke({ token, client_id: webId }),
      await revoke({ token, client_id: webId }),
    ].map(({ status }) => status)

    expect(statuses).toEqual([200, 200, 200])
  })

  test('is refused without a token, for an access token, and to another client', async () => {
    const tokens = await start()
    const token = String(tokens['refresh_token'])

    const answers = [
      await revoke({ client_id: webId }),
      await revoke({ token: String(tokens['access_token']), client_id: webId }),
      await revoke({ token, client_id: otherId }),
    ]

    expect(answers.map(({ status, body }) => [status, body['error']])).toEqual([
      [400, 'invalid_request'],
      [400, 'unsupported_token_type'],
      [400, 'unauthorized_client'],
    ])
  })

  test('is refused with 401 to a caller who is not the client', async () => {
    await start()

    const answers = [
      await revoke({ token: 'x', client_id: 'nobody' }),
      await revoke({ token: 'x', client_id: server.clientId }),
      await revoke({ token: 'x' }, basic({ ...server, clientSecret: 'wrong' })),
    ]

    expect(answers).toEqual(answers.map(() => ({ status: 401, body: { error: 'invalid_client' } })))
  })

  test('is refused where the client has it switched off', async () => {
    const tokens = await start({ web: { EnableTokenRevocation: false } })

    const { status, body } = await revoke({ token: String(tokens['refresh_token']), client_id: webId })

    expect([status, body['error']]).toEqual([400, 'invalid_request'])
  })
})
