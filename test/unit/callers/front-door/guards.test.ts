/** Who may ask at the front door, and what it answers to everything else. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { makeEvent, openBrowser, scriptHeaders } from './browser.ts'
import { createWorld, origin } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const foreign = 'https://evil.example'

function nothingHappened({ pool, table }: ReturnType<typeof createWorld>): boolean {
  return pool.operations.length === 0 && table.items.size === 0
}

describe('a preflight', () => {
  test('of a listed origin is answered without cookie or header, for the methods of the route', async () => {
    const answer = await openBrowser(createWorld()).send('OPTIONS', '/auth/sign-in', {
      headers: { origin, 'access-control-request-method': 'POST' },
    })

    expect(answer.status).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringContaining('x-front-door'),
    })
  })

  test.each([foreign, 'null', `${origin}.evil.example`, 'http://app.example.com', ''])(
    'of %j is refused',
    async (other) => {
      const answer = await openBrowser(createWorld()).send('OPTIONS', '/auth/sign-in', {
        headers: { origin: other },
      })

      expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )
})

describe('a request', () => {
  test.each([
    ['of another origin', { origin: foreign }, 'origin_not_allowed'],
    ['of a page without an origin', { origin: 'null' }, 'origin_not_allowed'],
    ['that another site made', { 'sec-fetch-site': 'cross-site' }, 'origin_not_allowed'],
    ['without the static header', { 'x-front-door': '' }, 'header_missing'],
    ['with another value of it', { 'x-front-door': '1, 1' }, 'header_missing'],
  ])('%s is refused before its cookie or body is read', async (_, headers, expected) => {
    const world = createWorld()

    const refused = await openBrowser(world).post('/auth/sign-in', person, headers)

    expect(refused).toMatchObject({ status: 403, body: { code: expected } })
    expect(nothingHappened(world)).toBe(true)
  })

  test('that changes state must name its origin', async () => {
    const { origin: _, ...headers } = scriptHeaders

    const refused = await openBrowser(createWorld()).send('POST', '/auth/sign-out', { body: {}, headers })

    expect(refused).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } })
  })

  test('of a listed origin gets its CORS headers, also with an error, and is never kept', async () => {
    const world = createWorld()
    const browser = openBrowser(world)
    const refused = await browser.post('/auth/refresh')
    const unreadable = await browser.post('/auth/sign-in', '\ud800')
    const form = { username: 'jane', password: 'x' }
    const failed = await openBrowser(createWorld({ remainingMs: 20 })).post('/auth/sign-in', form)

    expect([refused, unreadable, failed].map(({ status }) => status)).toEqual([401, 400, 504])
    const common = { vary: 'origin', 'access-control-allow-origin': origin, 'cache-control': 'no-store' }
    for (const { headers } of [refused, unreadable, failed]) expect(headers).toMatchObject(common)
  })

  test.each([
    ['/auth/unknown', 'POST', 404],
    ['/auth/sign-in/', 'POST', 404],
    ['/', 'GET', 404],
    ['/auth/sign-in', 'GET', 405],
    ['/auth/sign-in', 'DELETE', 405],
    ['/auth/session', 'POST', 405],
    // Neither managed login nor administrators are set up here.
    ['/auth/login', 'GET', 404],
    ['/auth/admin/sign-up-check', 'POST', 404],
  ])('of %s by %s is answered with %i', async (path, method, status) => {
    const answer = await openBrowser(createWorld()).send(method, path, { headers: scriptHeaders })

    expect(answer).toMatchObject({ status, body: { status } })
    if (status === 405) expect(answer.headers['allow']).toMatch(/^(GET|POST)$/)
  })
})

describe('a body', () => {
  test.each([
    ['that is no JSON', '{', 400, 'not_an_object'],
    ['that is a list', '[]', 400, 'not_an_object'],
    ['that is empty', '', 400, 'not_an_object'],
    ['with a misspelled field', { ...person, pasword: 'x' }, 400, 'unknown_field'],
    ['without a field', { username: person.username }, 400, 'field_missing'],
    ['with an empty field', { ...person, password: '' }, 400, 'field_missing'],
    ['with a number for a text', { ...person, username: 1 }, 400, 'field_invalid'],
    ['with a long text', { ...person, username: 'x'.repeat(2_049) }, 400, 'field_invalid'],
    ['with metadata that is no text', { ...person, metadata: { a: 1 } }, 400, 'field_invalid'],
    ['of 17 KB', { ...person, metadata: { a: 'x'.repeat(17_000) } }, 413, 'too_large'],
  ])('%s is refused by name', async (_, body, status, expected) => {
    const world = createWorld()

    expect(await openBrowser(world).post('/auth/sign-in', body)).toMatchObject({
      status,
      body: { code: expected },
    })
    expect(nothingHappened(world)).toBe(true)
  })

  test('of a form of another site is refused by its type', async () => {
    const refused = await openBrowser(createWorld()).post('/auth/sign-in', 'username=a', {
      'content-type': 'text/plain',
    })

    expect(refused).toMatchObject({ status: 415, body: { code: 'not_json' } })
  })

  test('of bytes is refused', async () => {
    const world = createWorld()
    const event = makeEvent('http-api', {
      method: 'POST',
      path: '/auth/sign-in',
      query: '',
      cookies: [],
      headers: scriptHeaders,
      body: Buffer.from([0xff, 0xfe]).toString('base64'),
    })

    const answer = await world.run(world.call({ ...event, isBase64Encoded: true }))

    expect(answer).toMatchObject({ statusCode: 400 })
    expect(nothingHappened(world)).toBe(true)
  })
})

test('an event of another version gets the door’s own error', async () => {
  const world = createWorld()

  expect(await world.run(world.call({ version: '3.0', requestContext: {} }))).toMatchObject({
    statusCode: 400,
  })
  expect(JSON.parse(world.lines[0] ?? '')).toMatchObject({ outcome: 'failed' })
})

test('a made-up session cookie opens nothing', async () => {
  const world = createWorld()
  const browser = openBrowser(world)
  for (const value of ['x', 'a'.repeat(43), '../../etc', 'a'.repeat(4_000)]) {
    browser.jar.set('__Host-Http-session', value)
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
  }
})

test('no request crashes it', async () => {
  const methods = fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT')
  const paths = fc.constantFrom('/auth/sign-up', '/auth/refresh', '/auth/session', '/auth/confirm', '/x')
  const headers = fc.dictionary(
    fc.constantFrom('origin', 'x-front-door', 'content-type', 'idempotency-key', 'accept-language', 'cookie'),
    fc.oneof(fc.string(), fc.constantFrom('1', origin, 'application/json', '0123456789abcdef')),
  )
  const bodies = fc.oneof(fc.string(), fc.json())
  await fc.assert(
    fc.asyncProperty(methods, paths, headers, bodies, async (method, path, sent, body) => {
      const world = createWorld()

      const answer = await openBrowser(world).send(method, path, {
        headers: { ...scriptHeaders, ...sent },
        body,
      })

      expect(answer.status).toBeGreaterThanOrEqual(200)
      expect(answer.status).toBeLessThan(500)
    }),
    { numRuns: 150, seed: 17 },
  )
})
