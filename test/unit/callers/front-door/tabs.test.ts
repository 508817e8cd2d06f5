/** Tabs of one browser renew one session at once: one renewal, and nobody is signed out. */
import { expect, test, vi } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import { countSessions, createWorld, keys, type World } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }

async function signedIn(): Promise<{ readonly world: World; readonly browser: Browser }> {
  const world = createWorld()
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  return { world, browser }
}

const renewals = (world: World): number =>
  world.pool.operations.filter((operation) => operation === 'GetTokensFromRefreshToken').length

test('ten tabs get the same new tokens from one renewal', async () => {
  const { world, browser } = await signedIn()

  const answers = await world.run(
    Promise.all(Array.from({ length: 10 }, () => browser.begin('/auth/refresh', { refreshes: 0 }))),
  )

  expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['refreshes'])}`))).toEqual(
    new Set(['200 1']),
  )
  expect(renewals(world)).toBe(1)
  expect(world.pool.live.size).toBe(2)
})

test('a tab that comes late, with what it saw before, gets the tokens of then and renews nothing', async () => {
  const { world, browser } = await signedIn()
  await browser.post('/auth/refresh', { refreshes: 0 })

  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    status: 200,
    body: { refreshes: 1 },
  })
  expect(await browser.post('/auth/refresh')).toMatchObject({ status: 200, body: { refreshes: 1 } })
  expect(renewals(world)).toBe(1)
})

test('a tab that slept gets tokens that last, whatever it saw', async () => {
  const { world, browser } = await signedIn()
  await browser.post('/auth/refresh', { refreshes: 0 })
  await world.run(world.clock.sleep(3 * 3_600_000))

  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    status: 200,
    body: { refreshes: 2, expiresInS: 3_599 },
  })
})

test('without what it saw, a tab renews tokens that end within a minute', async () => {
  const { world, browser } = await signedIn()
  await world.run(world.clock.sleep(3_550_000))

  expect(await browser.post('/auth/refresh')).toMatchObject({ body: { refreshes: 1, expiresInS: 3_599 } })
  expect(renewals(world)).toBe(1)
})

test('a tab waits at most a second for a slow renewal, and is told to ask again, not that it is signed out', async () => {
  const { world, browser } = await signedIn()
  world.pool.latencyMs = 5_000
  const first = browser.begin('/auth/refresh', { refreshes: 0 })
  await world.run(world.clock.sleep(100))
  const begunAtMs = world.clock.monotonicMs()

  const second = await browser.post('/auth/refresh', { refreshes: 0 })

  expect(world.clock.monotonicMs() - begunAtMs).toBeLessThanOrEqual(1_050)
  expect(second).toMatchObject({ status: 503, body: { code: 'refresh_in_progress' }, cookies: [] })
  expect(second.headers['retry-after']).toBe('1')
  expect(await world.run(first)).toMatchObject({ status: 200, body: { refreshes: 1 } })
})

test('the renewal of a function that died is taken over when its lease ends, by the old token in its grace', async () => {
  const { world, browser } = await signedIn()
  let dies = true
  world.table.fault = (operation, { UpdateExpression = '' }) =>
    dies && operation === 'UpdateItem' && UpdateExpression.startsWith('SET sealedTokens')
      ? 'before'
      : undefined
  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({ status: 503 })
  dies = false

  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    body: { code: 'refresh_in_progress' },
  })
  await world.run(world.clock.sleep(14_000))
  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    status: 200,
    body: { refreshes: 1 },
  })
  expect(renewals(world)).toBe(2)
})

test('a holder whose lease ended gets what the next one stored', async () => {
  const { world, browser } = await signedIn()
  world.table.latencyMs = 0
  const slow = world.pool
  slow.fault = (operation, _, nth) =>
    operation === 'GetTokensFromRefreshToken' && nth === 1 ? 'hangs' : undefined
  slow.latencyMs = 0
  const first = browser.begin('/auth/refresh', { refreshes: 0 })
  await world.run(world.clock.sleep(1))
  // An operator's clock jump, or a frozen sandbox, ends the lease early for all others.
  const [key, item] = [...world.table.items].find(([pk]) => pk.startsWith('SESSION')) ?? ['', {}]
  world.table.items = new Map(world.table.items).set(key, { ...item, leaseUntilMs: { N: '0' } })

  const second = await browser.post('/auth/refresh', { refreshes: 0 })

  expect(second).toMatchObject({ status: 200, body: { refreshes: 1 } })
  expect(await world.run(first)).toMatchObject({ status: 503 })
  expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { refreshes: 1 } })
})

test('a transient failure lets the next tab try at once', async () => {
  const { world, browser } = await signedIn()
  world.pool.fault = (operation) => (operation === 'GetTokensFromRefreshToken' ? 'throttled' : undefined)

  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({ status: 429 })
  world.pool.fault = () => undefined
  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({ status: 200 })
})

test('a denial of the trigger is told, and the session goes on with its old tokens', async () => {
  const { world, browser } = await signedIn()
  world.pool.fault = () => ({
    trigger: 'PreTokenGeneration',
    denial: '[account_suspended] Your account is suspended',
  })

  expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({
    status: 403,
    body: { code: 'account_suspended' },
  })
  expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { refreshes: 0 } })
})

test('a session that Cognito has ended ends here, with its cookie', async () => {
  const { world, browser } = await signedIn()
  world.pool.live.clear()

  const refused = await browser.post('/auth/refresh', { refreshes: 0 })

  expect(refused).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  expect(browser.jar.size).toBe(0)
  expect(countSessions(world)).toEqual({ stored: 0, listed: 0 })
})

test('a session outlives a change of the sealing key as long as the old key stands second', async () => {
  const { world, browser } = await signedIn()
  const old = keys.text
  try {
    keys.text = `${'n'.repeat(40)} ${old}`
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200 })
    expect(await browser.post('/auth/refresh', { refreshes: 0 })).toMatchObject({ status: 200 })
    keys.text = 'n'.repeat(40)
    expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { refreshes: 1 } })
    keys.text = 'x'.repeat(40)
    expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
  } finally {
    keys.text = old
  }
  expect(world.lines.every((line) => !line.includes(old))).toBe(true)
})

test('a session ends after its life, although the table still has it', async () => {
  const { world, browser } = await signedIn()
  await world.run(world.clock.sleep(86_400_000))

  expect(await browser.get('/auth/session')).toMatchObject({ status: 401 })
  expect(countSessions(world).stored).toBe(1)
})
