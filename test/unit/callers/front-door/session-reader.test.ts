/** The app's own API learns from the cookie who asks, and nothing from any other. */
import { expect, test, vi } from 'vitest'
import { createSessionReader } from '../../../../callers/shared/session-reader.ts'
import type { AnyNeeds } from '../../../../callers/shared/judge.ts'
import { openBrowser } from './browser.ts'
import { createWorld, keys, keySecret } from './world.ts'

vi.mock(
  '@aws-sdk/client-cognito-identity-provider',
  () => import('../../../../callers/shared/cognito-commands.ts'),
)

const person = { username: 'jane@example.com', password: 'Correct-Horse-9' }
const { signal } = new AbortController()

async function signedIn(claims = {}) {
  const world = createWorld()
  Object.assign(world.pool.claims, claims)
  world.pool.people.set(person.username, { password: person.password, isConfirmed: true })
  const browser = openBrowser(world)
  await browser.post('/auth/sign-in', person)
  const read = (text = keys.text, rights = {}) =>
    createSessionReader(
      world.table,
      keySecret(() => text),
      world.clock,
      rights,
    )
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  return { world, browser, read, cookie }
}

test('the cookie of a session gives its access token and claims, also after a renewal', async () => {
  const { world, browser, read, cookie } = await signedIn()

  const first = await world.run(read().read(`theme=dark; ${cookie}`, {}, signal))
  expect(first).toMatchObject({ kind: 'open', claims: { email: person.username, scope: 'openid' } })
  await browser.post('/auth/refresh', { refreshes: 0 })
  const second = await world.run(read().read(cookie, {}, signal))
  expect(second).toMatchObject({ kind: 'open' })
  expect(second).not.toEqual(first)
})

test('a claim of the access token counts, also where the person may write one of that name', async () => {
  const { world, read, cookie } = await signedIn({ profile: 'reader' })

  const found = await world.run(read().read(cookie, {}, signal))

  expect(found).toMatchObject({ claims: { profile: 'reader', email: person.username } })
})

test('an access token that has ended is not handed out, and the session is not lost', async () => {
  const { world, browser, read, cookie } = await signedIn()
  await world.run(world.clock.sleep(3_600_000))

  expect(await world.run(read().read(cookie, {}, signal))).toEqual({ kind: 'expired' })
  await browser.post('/auth/refresh')
  expect(await world.run(read().read(cookie, {}, signal))).toMatchObject({ kind: 'open' })
})

test('nothing else gives a session', async () => {
  const { world, browser, read, cookie } = await signedIn()
  const none = { kind: 'none' }

  for (const each of [
    undefined,
    '',
    'theme=dark',
    'x__Host-Http-session=abc',
    `${cookie.slice(0, -1)}!`,
    `a${cookie}`,
    `\u2000${cookie}`,
    `theme=dark;\u2000${cookie}`,
  ])
    expect(await world.run(read().read(each, {}, signal))).toEqual(none)
  expect(await world.run(read('x'.repeat(40)).read(cookie, {}, signal))).toEqual(none)
  world.table.fault = () => 'before'
  await expect(world.run(read().read(cookie, {}, signal))).rejects.toMatchObject({ code: 'table_throttled' })
  world.table.fault = () => undefined
  await browser.post('/auth/sign-out')
  expect(await world.run(read().read(cookie, {}, signal))).toEqual(none)
})

test('nobody gets a session with claims that take the rights, nor one that lacks a right', async () => {
  const ask = async (claims: object, needs: AnyNeeds = {}, rights = {}) => {
    const { world, read, cookie } = await signedIn(claims)
    return world.run(read(keys.text, rights).read(cookie, needs, signal))
  }
  const banned = { claims: { banned: 'restrictive' } }

  for (const [found, code] of [
    [await ask({ suspended: true }), 'account_suspended'],
    [await ask({ suspended: 'yes' }), 'claim_unreadable'],
    [await ask({ banned: true }, {}, banned), 'account_suspended'],
    [await ask({ permissions: ['a'] }, { permissions: ['b'] }), 'permission_missing'],
  ] as const)
    expect(found).toMatchObject({ kind: 'refused', refusal: { status: 403, code } })
  expect(await ask({ permissions: ['a'] }, { permissions: ['a'] })).toMatchObject({ kind: 'open' })
  await expect(ask({}, JSON.parse('{"permission":["a"]}'))).rejects.toThrow('permission is no option')
})
