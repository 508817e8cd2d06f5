/** `/oauth2/token`: who calls, and in what form. */
import { describe, expect, test } from 'vitest'
import { email, enroll, harness } from '../pool/pool-harness.ts'
import {
  basic,
  openOAuth,
  postToken,
  server,
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

describe('a client with a secret', () => {
  const asServer = { client_id: server.clientId }

  async function trade(form: Record<string, string>, headers: Record<string, string> = {}): Promise<unknown> {
    const code = await codeFor(asServer)
    const common = {
      grant_type: 'authorization_code',
      redirect_uri: callbackUrl,
      code,
      code_verifier: verifier,
    }
    const { status, body } = await postToken({ ...common, ...form }, headers)
    return body['error'] ?? status
  }

  test('proves it in the header or in the body', async () => {
    await start()

    const answers = [
      await trade({}, basic(server)),
      await trade(asServer, basic(server)),
      await trade({ ...asServer, client_secret: server.clientSecret }),
    ]

    expect(answers).toEqual([200, 200, 200])
  })

  test('is refused when the proof is missing, wrong, doubled or unreadable', async () => {
    await start()

    const answers = [
      await trade(asServer),
      await trade({}),
      await trade({ ...asServer, client_secret: 'wrong' }),
      await trade({}, basic({ ...server, clientSecret: 'wrong' })),
      await trade({}, { authorization: 'Basic !!' }),
      await trade({}, { authorization: `Basic ${Buffer.from('no-colon').toString('base64')}` }),
      await trade({}, { authorization: `Basic ${Buffer.from('%:%').toString('base64')}` }),
      await trade({}, { authorization: 'Bearer token' }),
      await trade({ client_secret: server.clientSecret }, basic(server)),
      await trade({ client_id: webId }, basic(server)),
    ]

    const refused = 'invalid_client'
    const unclear = 'invalid_request'
    expect(answers).toEqual([
      refused,
      unclear,
      refused,
      refused,
      refused,
      refused,
      refused,
      refused,
      unclear,
      unclear,
    ])
  })
})

describe('the token endpoint', () => {
  test.each([
    [{}, 'invalid_request'],
    [{ grant_type: 'authorization_code' }, 'invalid_request'],
    [{ grant_type: 'password', client_id: webId }, 'unsupported_grant_type'],
    [{ grant_type: 'authorization_code', client_id: 'nobody' }, 'invalid_client'],
    [{ grant_type: 'authorization_code', client_id: '__proto__' }, 'invalid_client'],
  ])('refuses %j', async (form: Record<string, string>, error) => {
    await start()

    const answer = await postToken(form)

    expect(answer).toMatchObject({ status: 400, body: { error } })
  })

  test('reads forms only, of at most 1 MB, each parameter once', async () => {
    await start()
    const url = `${harness.pool.endpoint}/oauth2/token`
    const post = async (body: string, type = 'application/x-www-form-urlencoded'): Promise<number> => {
      const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })
      return response.status
    }

    const statuses = [
      await post('{"grant_type":"client_credentials"}', 'application/json'),
      await post('grant_type=a&grant_type=b'),
      await post(`grant_type=${'x'.repeat(1_100_000)}`),
      await post('%'),
    ]

    expect(statuses).toEqual([400, 400, 413, 400])
    expect(harness.defects).toEqual([])
  })

  test('takes no GET, and forbids to store its answers', async () => {
    await start()
    const code = await codeFor()
    const url = `${harness.pool.endpoint}/oauth2/token`
    const form = { grant_type: 'authorization_code', client_id: webId, redirect_uri: callbackUrl, code }

    const got = await fetch(url)
    const posted = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ ...form, code_verifier: verifier }),
    })

    expect(got.status).toBe(405)
    expect(posted.headers.get('cache-control')).toBe('no-store')
  })
})
