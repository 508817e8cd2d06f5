/** The function at CloudFront's edge: who passes, who is sent to sign in, and that nobody is sent in a circle. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPaths, type EdgeConfig, readEdgeConfig } from '../../../callers/edge/config.ts'
import { createEdgeHandler, guardOf } from '../../../callers/edge/serve.ts'
import type { Clock } from '../../../triggers/core/deadline.ts'
import { clientId, makeKeys, makeToken, nowS, userPoolId } from '../../unit/callers/make-token.ts'

const config: EdgeConfig = {
  userPoolId,
  clientId,
  managedLogin: 'https://my-app.auth.eu-central-1.amazoncognito.com',
  scopes: ['openid', 'api/read'],
  needs: {},
  rights: { claims: { banned: 'restrictive' } },
  ...defaultPaths,
  openPaths: ['/open/', '/robots.txt'],
  forwardsToken: false,
}
const keys = makeKeys('a5c1e0b2-0000-4000-8000-000000000001')
const clock: Clock = { monotonicMs: () => 0, epochMs: () => nowS * 1_000, after: () => () => {} }
const access = makeToken(keys, { scope: 'openid api/read' })
const expired = makeToken(keys, { exp: nowS - 1 })

/** The managed login's token endpoint. */
const asked: Record<string, string>[] = []
let answer = { status: 200, body: '' }
const server = createServer((request, response) => {
  const reply = async (): Promise<void> => {
    const form = new URLSearchParams(await text(request))
    asked.push({ path: request.url ?? '', ...Object.fromEntries(form) })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  }
  void reply()
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = `http://127.0.0.1:${port}`
})
afterAll(() => {
  delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']
  server.close()
})
beforeEach(() => {
  asked.length = 0
  answer = {
    status: 200,
    body: JSON.stringify({ access_token: access, refresh_token: 'new', expires_in: 3_600 }),
  }
})

interface Given {
  readonly uri?: string
  readonly query?: string
  readonly method?: string
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly config?: Partial<EdgeConfig>
  readonly keysAreDown?: boolean
  readonly remainingMs?: number
}

const page = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' }

function eventOf({ uri = '/private', query = '', method = 'GET', cookie, headers = page }: Given) {
  const all = { host: 'app.example', ...headers, ...(cookie !== undefined && { cookie }) }
  return {
    Records: [
      {
        cf: {
          config: { distributionId: 'EDFDVBD6EXAMPLE', eventType: 'viewer-request', requestId: 'id' },
          request: {
            clientIp: '203.0.113.178',
            method,
            uri,
            querystring: query,
            headers: Object.fromEntries(
              Object.entries(all).map(([name, value]) => [name, [{ key: name, value }]]),
            ),
          },
        },
      },
    ],
  }
}

interface Answer {
  readonly status?: string
  readonly uri?: string
  readonly body?: string
  readonly headers: Readonly<Record<string, readonly { readonly value: string }[]>>
}

const lines: string[] = []

async function ask(given: Given, event: unknown = eventOf(given)) {
  lines.length = 0
  let made = 0
  // The local pool's address is the issuer of nobody here: the keys are those of the pool's own Region.
  const guard = await withoutLoopback(() =>
    guardOf(
      { ...config, ...given.config },
      {
        clock,
        fetchKeys: () =>
          given.keysAreDown === true
            ? Promise.reject(new TypeError('down'))
            : Promise.resolve(JSON.stringify({ keys: [keys.jwk] })),
      },
    ),
  )
  const handler = createEdgeHandler(
    {
      config: { ...config, ...given.config },
      guard,
      random: (bytes) => Buffer.alloc(bytes, (made += 1)),
    },
    {
      clock,
      initializationType: 'on-demand',
      dimensions: { FunctionName: 'edge', FunctionVersion: '1' },
      log: (line) => void lines.push(line),
      hashUser: () => 'hash',
    },
  )
  const context = { awsRequestId: 'id', getRemainingTimeInMillis: () => given.remainingMs ?? 30_000 }
  const { status, headers, body, uri }: Answer = JSON.parse(JSON.stringify(await handler(event, context)))
  const location = headers['location']?.[0]?.value
  return {
    status,
    body,
    uri,
    headers,
    to: location === undefined ? undefined : new URL(location),
    cookies: (headers['set-cookie'] ?? []).map(({ value }) => value),
  }
}

async function withoutLoopback<T>(make: () => T): Promise<T> {
  const kept = process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']
  delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER']
  try {
    return make()
  } finally {
    if (kept !== undefined) process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = kept
  }
}

const cookieOf = (name: string, value: string): string => `__Host-Http-edge-${name}-0=${value}`

/** A sign-in under way: its state and the cookie that the browser keeps. */
async function start(given: Given = {}) {
  const begun = await ask(given)
  const state = begun.to?.searchParams.get('state') ?? ''
  return { begun, state, cookie: begun.cookies[0]?.split(';')[0] ?? '' }
}

describe('a page', () => {
  test('of somebody with a token goes on to the origin, without our cookies and without a token of the viewer', async () => {
    const { status, uri, headers } = await ask({
      cookie: `theme=dark; ${cookieOf('access', access)}; ${cookieOf('refresh', 'r')}`,
      headers: { ...page, authorization: 'Bearer forged' },
    })

    expect({ status, uri }).toEqual({ status: undefined, uri: '/private' })
    expect(headers['cookie']).toEqual([{ key: 'Cookie', value: 'theme=dark' }])
    expect(headers['authorization']).toBeUndefined()
  })

  test('gives the token to an origin that wants it', async () => {
    const { headers } = await ask({ cookie: cookieOf('access', access), config: { forwardsToken: true } })

    expect(headers['authorization']).toEqual([{ key: 'Authorization', value: `Bearer ${access}` }])
  })

  test('of nobody leads to the managed login, with PKCE and a state of its own', async () => {
    const { begun, cookie } = await start({ query: 'a=1' })

    expect(begun.status).toBe('302')
    expect(Object.fromEntries(begun.to?.searchParams ?? [])).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: 'https://app.example/.auth/callback',
      scope: 'openid api/read',
      code_challenge_method: 'S256',
    })
    const [, verifier = ''] = /=([\w-]{43})\./.exec(cookie) ?? []
    expect(begun.to?.searchParams.get('code_challenge')).toBe(
      createHash('sha256').update(verifier).digest('base64url'),
    )
    expect(begun.cookies).toEqual([
      expect.stringMatching(
        /^__Host-Http-edge-login-[\w-]{32}=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600$/,
      ),
    ])
  })

  test.each([
    ['expired', expired],
    ['of another client', makeToken(keys, { client_id: 'another' })],
    [
      'of another pool',
      makeToken(keys, { iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other' }),
    ],
    ['an ID token', makeToken(keys, { token_use: 'id', aud: clientId })],
    ['forged', makeToken(makeKeys(keys.kid))],
    ['without an algorithm', makeToken(keys, {}, { alg: 'none' })],
    ['no token', 'x'],
  ])('with a token that is %s leads to the managed login, and a script is told', async (_, token) => {
    const cookie = cookieOf('access', token)

    expect((await ask({ cookie })).status).toBe('302')
    const script = await ask({ cookie, headers: { accept: 'application/json', 'sec-fetch-mode': 'cors' } })
    expect(script.status).toBe('401')
    expect(JSON.parse(script.body ?? '')).toMatchObject({ status: 401, code: 'sign_in_required' })
  })

  test('of somebody who lacks a scope says so, and leads nowhere by itself', async () => {
    const { status, to } = await ask({
      cookie: cookieOf('access', access),
      config: { needs: { scopes: ['api/write'] } },
    })

    expect({ status, to }).toEqual({ status: '403', to: undefined })
  })

  test.each([
    ['is suspended', { suspended: true }, 'account_suspended'],
    ['has a restriction that cannot be read', { suspended: 'perhaps' }, 'claim_unreadable'],
    ['has one of the suite’s own', { banned: true }, 'account_suspended'],
  ])('of somebody who %s says so', async (_, claims, code) => {
    const { status, body } = await ask({ cookie: cookieOf('access', makeToken(keys, claims)) })

    expect(status).toBe('403')
    expect(body).toContain(`data-code="${code}"`)
  })

  test('signs nobody out when the pool’s keys cannot be read', async () => {
    const { status, cookies, headers } = await ask({ cookie: cookieOf('access', access), keysAreDown: true })

    expect({ status, cookies }).toEqual({ status: '503', cookies: [] })
    expect(headers['retry-after']).toEqual([{ key: 'retry-after', value: '2' }])
  })

  test('takes no cookie that another host of the domain has set', async () => {
    const { status } = await ask({ cookie: `\u2000${cookieOf('access', access)}` })

    expect(status).toBe('302')
  })

  test.each([
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://blog.example' }],
    [{ origin: 'null' }],
  ])('that could change something does not come from another host: %j', async (headers) => {
    const given = { cookie: cookieOf('access', access), method: 'POST', config: { forwardsToken: true } }

    expect((await ask({ ...given, headers })).status).toBe('403')
    expect((await ask({ ...given, headers: { 'sec-fetch-site': 'same-origin' } })).uri).toBe('/private')
    expect((await ask({ ...given, headers, method: 'GET' })).uri).toBe('/private')
  })

  test('is asked again at its own address, whatever its path reads like', async () => {
    const { body } = await ask({
      uri: '//evil.example/a',
      cookie: cookieOf('access', access),
      keysAreDown: true,
    })
    const refreshed = await ask({
      uri: '//evil.example/a',
      method: 'POST',
      headers: { accept: 'text/html', 'sec-fetch-site': 'cross-site' },
    })

    for (const each of [body, refreshed.body]) expect(each).not.toContain('href="//')
  })

  test('keeps at most five sign-ins under way', async () => {
    const cookie = Array.from({ length: 9 }, (_, index) => `__Host-Http-edge-login-${index}=v`).join('; ')

    const { cookies } = await ask({ cookie })

    const ended = cookies.filter((each) => each.endsWith('Max-Age=0'))
    expect(ended.map((each) => each.split('=')[0]?.slice(-1))).toEqual(['0', '1', '2', '3', '4'])
  })
})

describe('what is open', () => {
  test.each(['/open/a.css', '/robots.txt'])('%s needs no token', async (uri) => {
    expect((await ask({ uri })).uri).toBe(uri)
  })

  test.each(['/open/.well-known/security.txt', '/open/My%20File.png', '/open/%C3%A4.png'])(
    '%s is, with the Authorization that the API behind it verifies',
    async (uri) => {
      const { headers } = await ask({ uri, headers: { ...page, authorization: 'Bearer theirs' } })

      expect(headers['authorization']).toEqual([{ key: 'authorization', value: 'Bearer theirs' }])
    },
  )

  test.each(
    [
      '/open/../private /open/%2e%2e/private /open//private /robots.txt/x /Open/a /open/..;/private /open/..%20/private',
      '/open/%2E./private /open/.. /open/./a /open/%2fprivate /open/..%5cprivate /open/..\\private /open/%252e%252e/x',
      '/open/%c0%ae%c0%ae/private /open/% /open/%zz /open/%00 /%6fpen/a',
    ].flatMap((paths) => paths.split(' ')),
  )('%s is not', async (uri) => {
    expect((await ask({ uri })).status).toBe('302')
  })

  test('the first page alone, where it is named', async () => {
    const open = { config: { openPaths: ['/'] } }

    expect((await ask({ ...open, uri: '/' })).uri).toBe('/')
    expect((await ask({ ...open, uri: '/private' })).status).toBe('302')
  })

  test('a preflight has no token, and is the origin’s to answer', async () => {
    const headers = { origin: 'https://other.example', 'access-control-request-method': 'POST' }

    const passed = await ask({ method: 'OPTIONS', headers: { ...headers, authorization: 'Bearer forged' } })

    expect(passed.uri).toBe('/private')
    expect(passed.headers['authorization']).toBeUndefined()
    expect((await ask({ method: 'OPTIONS', headers: { accept: '*/*' } })).status).toBe('401')
  })
})

describe('the way back', () => {
  const uri = defaultPaths.callbackPath

  test('with a code leads to the page that was wanted, with tokens in cookies', async () => {
    const { state, cookie } = await start({ uri: '/private', query: 'a=1' })

    const { status, to, cookies } = await ask({ uri, query: `code=c&state=${state}`, cookie })

    expect({ status, to: to?.href }).toEqual({ status: '302', to: 'https://app.example/private?a=1' })
    expect(cookies.map((each) => each.replace(/=.*?;/, ';'))).toEqual([
      `__Host-Http-edge-login-${state}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`,
      '__Host-Http-edge-access-0; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000',
      '__Host-Http-edge-refresh-0; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000',
    ])
    expect(asked).toEqual([
      {
        path: '/oauth2/token',
        grant_type: 'authorization_code',
        code: 'c',
        redirect_uri: 'https://app.example/.auth/callback',
        code_verifier: expect.stringMatching(/^[\w-]{43}$/),
        client_id: clientId,
      },
    ])
  })

  test('with a denial shows it, escaped, and sends nobody to sign in again', async () => {
    const { state, cookie } = await start()
    const description = encodeURIComponent(
      'PreTokenGeneration failed with error [account_suspended] Ask <b>us</b>. ',
    )

    const { status, to, body, cookies } = await ask({
      uri,
      query: `error=invalid_request&error_description=${description}&state=${state}`,
      cookie,
    })

    expect({ status, to }).toEqual({ status: '403', to: undefined })
    expect(body).toContain('Ask &#60;b&#62;us&#60;/b&#62;')
    expect(body).toContain('href="/private"')
    expect(cookies).toEqual([expect.stringMatching(/login-.*Max-Age=0$/)])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ outcome: 'denied', code: 'account_suspended' })
  })

  test('after a sign-in that was linked starts again by itself, once', async () => {
    const linked = (state: string) =>
      `error=invalid_request&error_description=Already+found+an+entry+for+username+x&state=${state}`
    const { state, cookie } = await start()

    const again = await ask({ uri, query: linked(state), cookie })
    const second = again.to?.searchParams.get('state') ?? ''
    const kept = again.cookies[0]?.split(';')[0] ?? ''
    const last = await ask({ uri, query: linked(second), cookie: kept })

    expect(again.to?.pathname).toBe('/oauth2/authorize')
    expect({ status: last.status, to: last.to }).toEqual({
      status: expect.stringMatching(/^[45]/),
      to: undefined,
    })
  })

  test.each([
    ['without a state', () => 'code=c'],
    ['of another browser', () => `code=c&state=${'x'.repeat(32)}`],
    ['with a state that is none', () => 'code=c&state='],
    ['with an error made up by a link', () => 'error=access_denied&error_description=Call+us'],
  ])('%s asks for no token and shows no text of it', async (_, query) => {
    const { cookie } = await start()

    const planted = `${cookie}; __Host-Http-edge-login-=${cookie.split('=')[1]}`
    const { status, body } = await ask({ uri, query: query(), cookie: planted })

    expect(status).toBe('400')
    expect(body).not.toContain('Call us')
    expect(asked).toEqual([])
  })

  test.each([
    [{ status: 400, body: '{"error":"invalid_grant"}' }, '400'],
    [{ status: 429, body: '{"error":"slow_down"}' }, '503'],
    [{ status: 500, body: 'oops' }, '503'],
    [{ status: 200, body: '{"access_token":"x","expires_in":1}' }, '403'],
    [{ status: 200, body: '[]' }, '503'],
  ])('%o ends in a page, and sets no token', async (given, expected) => {
    const { state, cookie } = await start()
    answer = given

    const { status, to, cookies } = await ask({ uri, query: `code=c&state=${state}`, cookie })

    expect({ status, to }).toEqual({ status: expected, to: undefined })
    expect(cookies.filter((each) => !each.includes('Max-Age=0'))).toEqual([])
  })

  test('shows the denial of a trigger that the token endpoint tells', async () => {
    const { state, cookie } = await start()
    const error_description = 'PreTokenGeneration failed with error [account_suspended] Call us. '
    answer = { status: 400, body: JSON.stringify({ error: 'invalid_grant', error_description }) }

    const { status, body } = await ask({ uri, query: `code=c&state=${state}`, cookie })

    expect(status).toBe('403')
    expect(body).toContain('>Call us<')
  })

  test.each(['//evil.example', '/\\evil.example', '/ok\r\nset-cookie: a=b', 'https://evil.example'])(
    'never leads to %s',
    async (goal) => {
      const { state, cookie } = await start()
      const planted = cookie.replace(/[\w-]+$/, Buffer.from(goal).toString('base64url'))

      const { to } = await ask({ uri, query: `code=c&state=${state}`, cookie: planted })

      expect(to?.href).toBe('https://app.example/')
    },
  )
})

describe('a session that has ended', () => {
  const cookie = `${cookieOf('access', expired)}; ${cookieOf('refresh', 'old')}`

  test('is refreshed on the way to a page, which the browser asks for again', async () => {
    const { status, to, cookies } = await ask({ cookie })

    expect({ status, to: to?.href }).toEqual({ status: '302', to: 'https://app.example/private' })
    expect(asked).toEqual([
      { path: '/oauth2/token', grant_type: 'refresh_token', refresh_token: 'old', client_id: clientId },
    ])
    expect(cookies[0]).toContain(access)
  })

  test('is refreshed by a script of this site, and of no other', async () => {
    const uri = defaultPaths.refreshPath
    const headers = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' }

    expect((await ask({ uri, method: 'POST', cookie, headers })).status).toBe('204')
    expect(
      (await ask({ uri, method: 'POST', cookie, headers: { ...headers, 'sec-fetch-site': 'cross-site' } }))
        .status,
    ).toBe('403')
    expect(
      (await ask({ uri, method: 'POST', cookie, headers: { origin: 'https://evil.example' } })).status,
    ).toBe('403')
    expect(asked).toHaveLength(1)
  })

  test('leads to the managed login when the pool refuses the refresh token', async () => {
    answer = { status: 400, body: '{"error":"invalid_grant"}' }

    expect((await ask({ cookie })).to?.pathname).toBe('/oauth2/authorize')
  })

  test('stays when the pool does not answer', async () => {
    answer = { status: 503, body: '' }

    const { status, cookies } = await ask({ cookie })

    expect({ status, cookies }).toEqual({ status: '503', cookies: [] })
  })
})

describe('signing out', () => {
  const uri = defaultPaths.signOutPath
  const cookie = `${cookieOf('access', access)}; ${cookieOf('refresh', 'old')}`

  test('revokes, takes every cookie away, and ends the managed login’s session', async () => {
    const { to, cookies } = await ask({ uri, cookie })

    expect(asked).toEqual([{ path: '/oauth2/revoke', token: 'old', client_id: clientId }])
    expect(cookies).toHaveLength(2)
    expect(cookies.every((each) => each.endsWith('Max-Age=0'))).toBe(true)
    expect([to?.pathname, to?.searchParams.get('logout_uri')]).toEqual(['/logout', 'https://app.example/'])
  })

  test('is not done by a link of another site', async () => {
    const headers = { ...page, 'sec-fetch-site': 'cross-site' }

    expect((await ask({ uri, cookie, headers })).status).toBe('403')
    expect(asked).toEqual([])
  })
})

describe('a token that is too long for one cookie', () => {
  const long = makeToken(keys, { padding: 'x'.repeat(6_000) })

  test('is split, put together, and its pieces are taken away when a shorter one follows', async () => {
    const { state, cookie } = await start()
    answer = { status: 200, body: JSON.stringify({ access_token: long, expires_in: 1 }) }

    const { cookies } = await ask({ uri: defaultPaths.callbackPath, query: `code=c&state=${state}`, cookie })
    const pieces = cookies.filter((each) => each.includes('access')).map((each) => each.split(';')[0])

    expect(pieces.length).toBeGreaterThan(1)
    expect((await ask({ cookie: pieces.join('; ') })).uri).toBe('/private')
    answer = { status: 200, body: JSON.stringify({ access_token: access, expires_in: 1 }) }
    const after = await ask({
      cookie: `${pieces.join('; ').slice(0, -3)}abc; ${cookieOf('refresh', 'r')}`,
    })
    expect(after.cookies.filter((each) => each.endsWith('Max-Age=0'))).toHaveLength(pieces.length - 1)
  })
})

describe('an event that cannot be read', () => {
  test.each([
    null,
    {},
    { Records: [] },
    {
      Records: [
        { cf: { config: { eventType: 'origin-request' }, request: eventOf({}).Records[0]?.cf.request } },
      ],
    },
    eventOf({ uri: 'no-slash' }),
  ])('%j is answered in CloudFront’s shape', async (event) => {
    const { status } = await ask({}, event)

    expect(status).toBe('500')
  })
})

test('no token, code, cookie or address of a person stands in a line or an error', async () => {
  const { state, cookie } = await start()
  const secrets = [access, expired, 'code-1', 'old', state, 'Max-Age']
  const calls: Given[] = [
    { cookie: cookieOf('access', access) },
    { cookie: `${cookieOf('access', expired)}; ${cookieOf('refresh', 'old')}` },
    { uri: defaultPaths.callbackPath, query: `code=code-1&state=${state}`, cookie },
    { uri: defaultPaths.signOutPath, cookie: cookieOf('refresh', 'old') },
  ]
  for (const call of calls) {
    await ask(call)
    expect(lines).toHaveLength(1)
    for (const secret of secrets) expect(lines[0]).not.toContain(`"${secret}`)
    expect(lines[0]).not.toContain(access)
  }
})

describe('its settings', () => {
  test('are read as they are written', () => {
    expect(readEdgeConfig({ ...config })).toEqual(config)
  })

  test.each([
    ['userPoolId', 'pool'],
    ['clientId', ''],
    ['managedLogin', 'http://my-app.example'],
    ['managedLogin', 'https://my-app.example/login'],
    ['callbackPath', '//evil.example'],
    ['scopes', 'openid'],
    ['needs', { scope: ['a'] }],
    ['rights', { claims: { banned: 'restrict' } }],
    ['openPaths', [1]],
    ['forwardsToken', 'false'],
  ])('%s cannot be %j', (name, value) => {
    expect(() => readEdgeConfig({ ...config, [name]: value })).toThrow(name)
  })
})
