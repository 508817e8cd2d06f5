/** How many sessions a person has: the browser's one before ends, and the oldest of too many. */
import { expect, test, vi } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import type { Fault } from './fake-cognito.ts'
import { countSessions, createWorld, type World } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const password = 'Correct-Horse-9'
const jane = { username: 'jane@example.com', password }
const kim = { username: 'kim@example.com', password }

function open(): World {
  const world = createWorld()
  for (const { username } of [jane, kim]) world.pool.people.set(username, { password, isConfirmed: true })
  return world
}

/** In a browser of its own each time, a second after another. */
async function signIn(world: World, person: typeof jane): Promise<Browser> {
  const browser = openBrowser(world)
  expect(await browser.post('/auth/sign-in', person)).toMatchObject({ status: 200 })
  await world.run(world.clock.sleep(1_000))
  return browser
}

const statusOf = async (browser: Browser): Promise<number> => (await browser.get('/auth/session')).status

async function statusesOf(browsers: readonly Browser[]): Promise<readonly number[]> {
  const statuses: number[] = []
  for (const browser of browsers) statuses.push(await statusOf(browser))
  return statuses
}

test.each([jane, kim])(
  'a new sign-in by the same browser, as %j, ends its session and revokes it',
  async (next) => {
    const world = open()
    const browser = await signIn(world, jane)
    const before = new Map(browser.jar)
    expect(await browser.post('/auth/sign-in', next)).toMatchObject({ status: 200 })

    expect(await statusOf(browser)).toBe(200)
    expect(countSessions(world)).toEqual({ stored: 1, listed: 1 })
    expect([...world.pool.live.values()]).toEqual([{ name: next.username }])
    browser.jar.clear()
    for (const [name, value] of before) browser.jar.set(name, value)
    expect(await statusOf(browser)).toBe(401)
  },
)

test('of a person with too many the oldest ends, and of nobody else', async () => {
  const world = open()
  const other = await signIn(world, kim)
  const browsers = [await signIn(world, jane), await signIn(world, jane), await signIn(world, jane)]
  // What one does with a session makes it no younger.
  await browsers[0]?.post('/auth/refresh', { refreshes: 0 })
  browsers.push(await signIn(world, jane))

  expect(await statusesOf([other, ...browsers])).toEqual([200, 401, 200, 200, 200])
  expect(countSessions(world)).toEqual({ stored: 4, listed: 4 })
  expect([...world.pool.live.values()].filter(({ retiredAtMs }) => retiredAtMs === undefined)).toHaveLength(4)
})

test('a session that was signed out counts no more', async () => {
  const world = open()
  const kept = await signIn(world, jane)
  for (let time = 0; time < 5; time += 1) await (await signIn(world, jane)).post('/auth/sign-out')

  expect(await statusOf(kept)).toBe(200)
  expect(countSessions(world)).toEqual({ stored: 1, listed: 1 })
})

test('eight sign-ins at once leave as many as may be', async () => {
  const world = open()
  const browsers = Array.from({ length: 8 }, () => openBrowser(world))
  await world.run(Promise.all(browsers.map((browser) => browser.begin('/auth/sign-in', jane))))

  expect(countSessions(world)).toEqual({ stored: 3, listed: 3 })
  const statuses = await statusesOf(browsers)
  expect(statuses.filter((status) => status === 200)).toHaveLength(3)
})

test('a sign-out everywhere ends every session here at once', async () => {
  const world = open()
  const browsers = [await signIn(world, jane), await signIn(world, jane), await signIn(world, kim)]
  expect(await browsers[0]?.post('/auth/sign-out', { everywhere: true })).toMatchObject({ status: 200 })

  const statuses = await statusesOf(browsers)
  expect(statuses).toEqual([401, 401, 200])
  expect(countSessions(world)).toEqual({ stored: 1, listed: 1 })
})

test('a session that cannot be listed is not opened: it could never be one too many', async () => {
  const world = open()
  world.table.fault = (operation) => (operation === 'UpdateItem' ? 'before' : undefined)
  const refused = await openBrowser(world).post('/auth/sign-in', jane)

  expect(refused).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' }, cookies: [] })
})

test.each<Fault>(['hangs', 'service', 'throttled'])(
  'the sign-in does not fail where Cognito cannot revoke the session before: %s',
  async (fault) => {
    const world = open()
    const browser = await signIn(world, jane)
    world.pool.fault = (operation) => (operation === 'RevokeToken' ? fault : undefined)
    const begunAtMs = world.clock.monotonicMs()
    expect(await browser.post('/auth/sign-in', jane)).toMatchObject({ status: 200 })

    expect(world.clock.monotonicMs() - begunAtMs).toBeLessThan(3_200)
    expect(await statusOf(browser)).toBe(200)
  },
)

test('nor where the table cannot remove it, and the next sign-ins make up for it', async () => {
  const world = open()
  const browser = await signIn(world, jane)
  world.table.fault = (operation) => (operation === 'DeleteItem' ? 'before' : undefined)
  expect(await browser.post('/auth/sign-in', jane)).toMatchObject({ status: 200 })
  expect(countSessions(world)).toEqual({ stored: 2, listed: 2 })
  world.table.fault = () => undefined
  await world.run(world.clock.sleep(1_000))
  for (let time = 0; time < 3; time += 1) await signIn(world, jane)

  expect(countSessions(world)).toEqual({ stored: 3, listed: 3 })
})

test('the answer goes out within the door’s limit, however little is left', async () => {
  const world = createWorld({ remainingMs: 2_000 })
  world.pool.people.set(jane.username, { password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', jane)
  world.pool.fault = (operation) => (operation === 'RevokeToken' ? 'hangs' : undefined)

  expect(await browser.post('/auth/sign-in', jane)).toMatchObject({ status: 200 })
})
