/** The front door from the first form to sign-out, behind each of its doors. */
import { describe, expect, test, vi } from 'vitest'
import { type DoorKind, openBrowser } from './browser.ts'
import { readCallerEvents } from '../../../../callers/golden-events.ts'
import { code } from './fake-cognito.ts'
import { countSessions, createWorld } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const key = { 'idempotency-key': '0123456789abcdef-1' }
const doors: readonly DoorKind[] = ['http-api', 'http-api-1.0', 'alb']

describe.each(doors)('behind %s', (kind) => {
  test('a person signs up, confirms, signs in, gets new tokens and signs out', async () => {
    const world = createWorld()
    const browser = openBrowser(world, kind)

    const signedUp = await browser.post(
      '/auth/sign-up',
      { ...person, attributes: { email: person.username } },
      key,
    )
    expect(signedUp).toMatchObject({
      status: 200,
      body: {
        isConfirmed: false,
        isRecovered: false,
        delivery: { medium: 'EMAIL', destination: 'j***@e***' },
      },
    })
    expect(await browser.post('/auth/confirm', { username: person.username, code })).toMatchObject({
      status: 200,
      body: { wasAlready: false },
    })
    const signedIn = await browser.post('/auth/sign-in', person)
    expect(signedIn.status).toBe(200)
    expect(signedIn.cookies).toEqual([
      expect.stringMatching(
        /^__Host-Http-session=[\w-]{43}; Path=\/; Max-Age=86400; Secure; HttpOnly; SameSite=Strict$/,
      ),
    ])
    expect(await browser.get('/auth/session')).toMatchObject({
      status: 200,
      body: { claims: { sub: `sub-of-${person.username}`, email: person.username }, refreshes: 0 },
    })
    expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
      status: 200,
      body: { refreshes: 1, expiresInS: 3_599 },
    })
    const signedOut = await browser.post('/auth/sign-out')
    expect(signedOut).toMatchObject({ status: 200, body: { isRevoked: true } })
    expect(browser.jar.size).toBe(0)
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401, body: { code: 'no_session' } })
    expect(countSessions(world)).toEqual({ stored: 0, listed: 0 })
  })
})

describe('Cognito is told where the person is', () => {
  const written = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' }
  const appended = (last: string) => ({ 'x-forwarded-for': `203.0.113.9, ${last}` })

  test.each<[DoorKind, Record<string, string>, string | undefined]>([
    ['http-api', written, '192.0.2.1'],
    ['http-api-1.0', written, '192.0.2.1'],
    ['alb', appended('198.51.100.7'), '198.51.100.7'],
    ['alb', appended('198.51.100.7:41000'), '198.51.100.7'],
    ['alb', appended('2001:db8::7'), '2001:db8::7'],
    ['alb', appended('[2001:db8::7]:41000'), '2001:db8::7'],
    ['alb', appended('<script>'), undefined],
    ['alb', {}, undefined],
  ])('by %s, whatever the client writes: %j', async (kind, headers, address) => {
    const world = createWorld()
    const browser = openBrowser(world, kind)
    await browser.post('/auth/sign-up', person, { ...key, ...headers })
    await browser.post('/auth/resend', { username: person.username }, headers)
    await browser.post('/auth/confirm', { username: person.username, code }, headers)
    await browser.post('/auth/sign-in', person, headers)

    expect(world.pool.addresses).toEqual([address, address, address, address])
  })

  test('only where its app client takes it', async () => {
    const world = createWorld({ sendsIp: false })
    await openBrowser(world).post('/auth/sign-in', person)

    expect(world.pool.addresses).toEqual([undefined])
  })
})

describe('a denial', () => {
  test('of a rule is a problem with its code, text, field and language', async () => {
    const world = createWorld()
    world.pool.fault = () => ({
      trigger: 'PreSignUp',
      denial: '[email_domain_not_allowed] Mit dieser Domain geht es nicht',
    })

    const refused = await openBrowser(world).post('/auth/sign-up', { ...person, locale: 'de-AT' }, key)

    expect(refused.headers['content-type']).toBe('application/problem+json')
    expect(refused).toMatchObject({
      status: 403,
      body: {
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        code: 'email_domain_not_allowed',
        detail: 'Mit dieser Domain geht es nicht',
        field: 'email',
        language: 'de',
      },
    })
  })

  test('of Cognito names the field, and never whether the account exists at sign-in', async () => {
    const world = createWorld()
    const browser = openBrowser(world)
    await browser.post('/auth/sign-up', person, key)

    const wrongCode = await browser.post('/auth/confirm', { username: person.username, code: '000000' })
    expect(wrongCode).toMatchObject({ status: 400, body: { code: 'code_mismatch', field: 'code' } })
    world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
    const wrong = await browser.post('/auth/sign-in', { ...person, password: 'no' })
    const nobody = await browser.post('/auth/sign-in', { username: 'nobody@example.com', password: 'no' })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong_password' } })
    expect(nobody.body).toEqual(wrong.body)
  })
})

describe('a failure', () => {
  test('throttled for good says when to come back, within the caller’s limit', async () => {
    const world = createWorld()
    world.pool.fault = () => 'throttled'

    const refused = await openBrowser(world).post('/auth/sign-in', person)

    expect(refused).toMatchObject({ status: 429, body: { code: 'throttled', language: 'en' } })
    expect(refused.headers['retry-after']).toBe('5')
    expect(world.clock.monotonicMs()).toBeLessThan(30_000)
  })

  test('that passes is not seen', async () => {
    const world = createWorld()
    world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
    world.pool.fault = (_, __, nth) => (nth < 3 ? 'service' : undefined)

    expect(await openBrowser(world).post('/auth/sign-in', person)).toMatchObject({ status: 200 })
  })

  test('of Cognito that never answers ends before the caller gives up, in the person’s language', async () => {
    const world = createWorld()
    world.pool.fault = () => 'hangs'

    const refused = await openBrowser(world).post('/auth/sign-in', person, {
      'accept-language': 'fr-CH, en;q=0.5',
    })

    expect(refused).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable', language: 'fr' } })
    expect(refused.headers['retry-after']).toBe('2')
    expect(world.clock.monotonicMs()).toBeLessThan(30_000)
  })

  test('of the table is told as one of ours, and the tokens of which nothing came end', async () => {
    const world = createWorld()
    world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
    world.table.fault = () => 'before'

    const refused = await openBrowser(world).post('/auth/sign-in', person)

    expect(refused).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } })
    expect(refused.cookies).toEqual([])
    expect(world.pool.operations).toEqual(['InitiateAuth', 'RevokeToken'])
    expect(world.pool.live.size).toBe(0)
    expect(JSON.parse(world.lines[0] ?? '')).toMatchObject({ outcome: 'failed', cause: 'table_throttled' })
  })
})

test('a sign-out ends the session here even where Cognito does not answer', async () => {
  const world = createWorld()
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  world.pool.fault = (operation) => (operation === 'RevokeToken' ? 'service' : undefined)

  expect(await browser.post('/auth/sign-out')).toMatchObject({ status: 200, body: { isRevoked: false } })
  expect(browser.jar.size).toBe(0)
  expect(countSessions(world)).toEqual({ stored: 0, listed: 0 })
})

test('a sign-out everywhere fails where Cognito fails, so that it can be asked for again', async () => {
  const world = createWorld()
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  world.pool.fault = (operation) => (operation === 'GlobalSignOut' ? 'service' : undefined)

  expect(await browser.post('/auth/sign-out', { everywhere: true })).toMatchObject({ status: 503 })
  world.pool.fault = () => undefined
  expect(await browser.post('/auth/sign-out', { everywhere: true })).toMatchObject({
    body: { isRevoked: true },
  })
  expect(world.pool.live.size).toBe(0)
})

test.each([
  ['its token lacks the scope for it', 0, 403, 'scope_missing'],
  ['its token has ended', 3_600_000, 409, 'refresh_required'],
])('a sign-out everywhere says that %s, and the session stays', async (_, afterMs, status, told) => {
  const world = createWorld()
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  world.pool.fault = (operation) => (operation === 'GlobalSignOut' ? 'no-scope' : undefined)
  await world.run(world.clock.sleep(afterMs))

  expect(await browser.post('/auth/sign-out', { everywhere: true })).toMatchObject({
    status,
    body: { code: told },
  })
  expect(browser.jar.size).toBe(1)
})

test.each<[string, object, number, string, string | undefined]>([
  [
    'success',
    { rawPath: '/live/auth/resend', body: '{"username":"ada@example.com"}' },
    200,
    'allowed',
    undefined,
  ],
  ['a denial', {}, 401, 'denied', 'wrong_password'],
  ['a failure', { isBase64Encoded: true }, 400, 'failed', undefined],
])('the golden event shows %s', async (_, changes, status, outcome, told) => {
  const world = createWorld()
  const [golden] = readCallerEvents('http-api')

  const answer = await world.run(world.call({ ...golden?.event, ...changes }))

  expect(answer).toMatchObject({ statusCode: status })
  expect(JSON.parse(world.lines[0] ?? '')).toMatchObject({ outcome, ...(told && { code: told }) })
})
