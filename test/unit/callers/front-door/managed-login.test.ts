/** Sign-in over managed login: code, PKCE and state, and every way back that is no sign-in. */
import { createHash } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { createTokenEndpoint, type PostForm } from '../../../../callers/shared/token-endpoint.ts'
import { type Browser, openBrowser } from './browser.ts'
import { clientId, clientSecret } from './fake-cognito.ts'
import { countSessions, createWorld, loginOrigin, origin, type World } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

interface Scene {
  readonly world: World
  readonly browser: Browser
  readonly posted: { readonly form: URLSearchParams; readonly authorization: string }[]
}

const tokens = {
  access_token: 'h.e30.s',
  id_token: 'h.eyJzdWIiOiJqYW5lIn0.s',
  refresh_token: 'r',
  expires_in: 3_600,
}

function open(
  answer: Awaited<ReturnType<PostForm>> | 'hangs' = { status: 200, text: JSON.stringify(tokens) },
): Scene {
  const posted: Scene['posted'][number][] = []
  let bytes = 0
  const post: PostForm = (_, form, authorization) => {
    posted.push({ form, authorization: authorization ?? '' })
    return answer === 'hangs' ? new Promise(() => undefined) : Promise.resolve(answer)
  }
  const world = createWorld({
    managedLogin: {
      origin: loginOrigin,
      redirectUri: `${origin}/auth/callback`,
      scopes: ['openid', 'email'],
      startPath: '/auth/login',
      appOrigin: origin,
      tokens: createTokenEndpoint(post, { clientId, readSecret: () => Promise.resolve(clientSecret) }),
      randomBytes: (size) => new Uint8Array(size).fill((bytes += 1)),
    },
  })
  return { world, browser: openBrowser(world), posted }
}

/** Starts a sign-in and gives the address that the browser is sent to. */
async function start({ browser }: Scene, query = ''): Promise<URL> {
  const { status, headers } = await browser.send('GET', '/auth/login', { query, headers: {} })
  expect(status).toBe(302)
  return new URL(String(headers['location']))
}

const html = { accept: 'text/html,application/xhtml+xml' }
const back = ({ browser }: Scene, query: Record<string, string>, headers: Record<string, string> = html) =>
  browser.send('GET', '/auth/callback', { query: new URLSearchParams(query).toString(), headers })
const stateOf = (address: URL): string => address.searchParams.get('state') ?? ''

test('a person comes back with a code, and goes on to the page that was wanted', async () => {
  const scene = open()
  const address = await start(scene, 'return=%2Finbox%3Fa%3D1')

  expect(address.origin + address.pathname).toBe(`${loginOrigin}/oauth2/authorize`)
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${origin}/auth/callback`,
    scope: 'openid email',
    code_challenge_method: 'S256',
  })
  const [[, loginCookie] = []] = scene.browser.jar
  expect(loginCookie).not.toContain(stateOf(address))
  const landed = await back(scene, { code: 'c-1', state: stateOf(address) })

  expect(landed.status).toBe(200)
  expect(landed.text).toContain(`url=${origin}/inbox?a=1"`)
  expect(landed.headers['content-security-policy']).toContain("default-src 'none'")
  expect([...scene.browser.jar.keys()]).toEqual(['__Host-Http-session'])
  const [exchange] = scene.posted
  const verifier = exchange?.form.get('code_verifier') ?? ''
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(
    address.searchParams.get('code_challenge'),
  )
  expect(exchange?.authorization).toBe(
    `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
  )
  expect(await scene.browser.get('/auth/session')).toMatchObject({
    status: 200,
    body: { claims: { sub: 'jane' } },
  })
})

test('the session from before ends, although its cookie stays behind on the way back from another site', async () => {
  const scene = open()
  await back(scene, { code: 'c-1', state: stateOf(await start(scene)) })
  const [[, before = ''] = []] = scene.browser.jar
  const state = stateOf(await start(scene))
  scene.browser.jar.delete('__Host-Http-session')
  await back(scene, { code: 'c-2', state })

  expect(await scene.browser.get('/auth/session')).toMatchObject({ status: 200 })
  expect(countSessions(scene.world)).toEqual({ stored: 1, listed: 1 })
  scene.browser.jar.set('__Host-Http-session', before)
  expect(await scene.browser.get('/auth/session')).toMatchObject({ status: 401 })
})

test('tokens that do not say whose they are open no session', async () => {
  const scene = open({ status: 200, text: JSON.stringify({ ...tokens, id_token: 'h.e30.s' }) })
  const landed = await back(scene, { code: 'c', state: stateOf(await start(scene)) })

  expect(landed.status).toBe(503)
  expect(countSessions(scene.world)).toEqual({ stored: 0, listed: 0 })
})

test('the cookie of a sign-in is Lax and short, that of the session Strict', async () => {
  const scene = open()
  const started = await scene.browser.send('GET', '/auth/login', { headers: {} })
  const state = stateOf(new URL(String(started.headers['location'])))
  const landed = await back(scene, { code: 'c', state })

  expect(started.cookies).toEqual([
    expect.stringMatching(
      /^__Host-Http-login-[\w-]{8}=\S+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
    ),
  ])
  expect(landed.cookies).toEqual([
    expect.stringContaining('SameSite=Strict'),
    expect.stringMatching(/^__Host-Http-login-[\w-]{8}=; Path=\/; Max-Age=0;/),
  ])
})

describe('anybody can write an address, which is no failure of the front door', () => {
  test('a state that begins like that of a sign-in under way is not started here, and that one goes on', async () => {
    const scene = open()
    const state = stateOf(await start(scene))

    expect(await back(scene, { code: 'c', state: `${state.slice(0, 8)}AAAA` })).toMatchObject({ status: 400 })
    expect((await back(scene, { code: 'c', state })).status).toBe(200)
  })

  test.each([
    ['invalid_scope', 400],
    ['server_error', 503],
    ['nonsense', 400],
  ])('an error such as %s', async (error, status) => {
    const scene = open()
    const state = stateOf(await start(scene, 'return=%2Finbox%3Fa%3D1'))

    const shown = await back(scene, { error, state })
    expect(shown.status).toBe(status)
    expect(shown.text).toContain('href="/auth/login?return=%2Finbox%3Fa%3D1"')
    expect(JSON.parse(scene.world.lines.at(-1) ?? '')).toMatchObject({ outcome: 'denied' })
  })
})

describe('what comes back without a sign-in', () => {
  const denial = '[account_suspended] <b>Your account</b> is "suspended" & closed'

  test('a denial is shown, escaped, and never answered by a redirect', async () => {
    const scene = open()
    const state = stateOf(await start(scene))

    const shown = await back(scene, {
      error: 'access_denied',
      error_description: `PreAuthentication failed with error ${denial}.`,
      state,
    })

    expect(shown.status).toBe(403)
    expect(shown.headers['location']).toBeUndefined()
    expect(shown.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(shown.text).toContain(
      'data-code="account_suspended">&#60;b&#62;Your account&#60;/b&#62; is &#34;suspended&#34; &#38; closed<',
    )
    expect(shown.text).toContain('<a href="/auth/login">')
    expect(scene.posted).toEqual([])
    expect(scene.browser.jar.size).toBe(0)
  })

  test('a script gets the same denial as a problem, with the error of OAuth', async () => {
    const scene = open()
    const state = stateOf(await start(scene))

    const told = await back(
      scene,
      { error: 'access_denied', error_description: `PreAuthentication failed with error ${denial}.`, state },
      { accept: 'application/json' },
    )

    expect(told.headers['content-type']).toBe('application/problem+json')
    expect(told.body).toMatchObject({ status: 403, code: 'account_suspended', error: 'access_denied' })
  })

  test('a person who gave up is told so in the browser’s language', async () => {
    const scene = open()
    const state = stateOf(await start(scene))

    const shown = await back(
      scene,
      { error: 'access_denied', state },
      { ...html, 'accept-language': 'de-AT,de;q=0.9' },
    )

    expect(shown.status).toBe(403)
    expect(shown.text).toContain('Erneut versuchen')
  })

  test('a sign-in that Cognito linked is started again once, and then shown', async () => {
    const scene = open()
    const linked = 'PreSignUp failed with error [linked_try_again] Please sign in again.'
    const first = await back(scene, {
      error: 'invalid_request',
      error_description: linked,
      state: stateOf(await start(scene, 'return=/a')),
    })
    expect(first.status).toBe(302)
    const state = stateOf(new URL(String(first.headers['location'])))

    const second = await back(scene, { error: 'invalid_request', error_description: linked, state })

    expect(second.status).toBe(403)
    expect(second.text).toContain('linked_try_again')
  })
})

describe('an answer to another request', () => {
  test.each([
    ['without any', {}],
    ['with a code and no state', { code: 'c' }],
    ['with a state that nobody sent', { code: 'c', state: 'x'.repeat(43) }],
    [
      'with an error and a state that nobody sent',
      { error: 'access_denied', error_description: '[x] Pay here', state: 'y' },
    ],
  ])('%s is refused, and shows nothing of it', async (_, query) => {
    const scene = open()
    await start(scene)

    const shown = await back(scene, query)

    expect(shown.status).toBe(400)
    expect(shown.text).toContain('login_not_started_here')
    expect(shown.text).not.toContain('Pay here')
    expect(scene.posted).toEqual([])
  })

  test('that took longer than ten minutes, or comes a second time, is refused', async () => {
    const scene = open()
    const late = stateOf(await start(scene))
    await scene.world.run(scene.world.clock.sleep(600_000))
    expect(await back(scene, { code: 'c', state: late })).toMatchObject({ status: 400 })
    const state = stateOf(await start(scene))
    expect(await back(scene, { code: 'c', state })).toMatchObject({ status: 200 })
    expect(await back(scene, { code: 'c', state })).toMatchObject({ status: 400 })
    expect(scene.posted).toHaveLength(1)
  })

  test('of a first tab works after a second tab began', async () => {
    const scene = open()
    const first = stateOf(await start(scene))
    const second = stateOf(await start(scene))

    expect(await back(scene, { code: 'c', state: second })).toMatchObject({ status: 200 })
    expect(await back(scene, { code: 'c', state: first })).toMatchObject({ status: 200 })
  })
})

test.each([
  ['de-AT,de;q=0.9', 'de'],
  ['pt-PT', 'pt-BR'],
  ['zh-Hant-HK', 'zh-TW'],
  ['zh', 'zh-CN'],
  ['nl', null],
  ['', null],
])('the login page speaks %j as %j', async (wanted, lang) => {
  const scene = open()

  const { headers } = await scene.browser.send('GET', '/auth/login', {
    headers: { 'accept-language': wanted },
  })

  expect(new URL(String(headers['location'])).searchParams.get('lang')).toBe(lang)
})

test('a browser keeps at most four sign-ins under way', async () => {
  const scene = open()
  for (let begun = 0; begun < 7; begun += 1) await start(scene)

  expect(scene.browser.jar.size).toBe(4)
})

test.each([
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '\t//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/../..//evil.example/b',
  '/%2e//evil.example',
  '/@evil.example',
  '',
])('the page to come back to for %j is one of the app', async (wanted) => {
  const scene = open()
  const state = stateOf(await start(scene, new URLSearchParams({ return: wanted }).toString()))

  const landed = await back(scene, { code: 'c', state })

  const [, href = ''] = /url=([^"]*)"/.exec(landed.text) ?? []
  expect(new URL(href).origin).toBe(origin)
})

test.each(['/.//evil.example', '/a/..//evil.example', '/%2e//evil.example'])(
  'a path that reads like another host stays a path: %j',
  async (wanted) => {
    const scene = open()
    const state = stateOf(await start(scene, new URLSearchParams({ return: wanted }).toString()))

    const landed = await back(scene, { code: 'c', state })

    expect(landed.text).toContain(`url=${origin}//evil.example"`)
  },
)

describe('the token endpoint', () => {
  test.each([
    [
      { status: 400, text: '{"error":"invalid_grant"}' },
      400,
      { code: 'login_failed', error: 'invalid_grant' },
    ],
    [{ status: 500, text: 'oops' }, 503, { code: 'temporarily_unavailable' }],
    [{ status: 200, text: '{}' }, 503, { code: 'temporarily_unavailable' }],
    ['hangs' as const, 503, { code: 'temporarily_unavailable' }],
    [
      {
        status: 400,
        text: '{"error":"invalid_request","error_description":"PreTokenGeneration failed with error [token_too_large] Call us."}',
      },
      403,
      { code: 'token_too_large', detail: 'Call us', error: 'invalid_request' },
    ],
  ])('that answers %j makes %i', async (answer, status, body) => {
    const scene = open(answer)
    const state = stateOf(await start(scene))

    const told = await back(scene, { code: 'c', state }, { accept: 'application/json' })

    expect(told).toMatchObject({ status, body })
    expect(told.headers['location']).toBeUndefined()
    expect(scene.browser.jar.size).toBe(0)
    expect(scene.posted).toHaveLength(1)
    expect(scene.world.clock.monotonicMs()).toBeLessThan(30_000)
  })
})
