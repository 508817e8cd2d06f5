/** `/logout`: ends the browser's sign-in and leaves for addresses that are registered, and no others. */
import { expect, test } from 'vitest'
import { email, enroll, harness } from '../pool/pool-harness.ts'
import { authorizeUrl, openOAuth, signedOutUrl, signInByPage, webId } from './oauth-harness.ts'
import { backAtApp, callbackUrl, createVisitor, type Visitor } from './visitor.ts'

async function signedIn(): Promise<Visitor> {
  await openOAuth()
  await enroll()
  const visitor = createVisitor()
  await signInByPage(email, {}, visitor)
  return visitor
}

function logoutUrl(parameters: Record<string, string>): string {
  return `${harness.pool.endpoint}/logout?${new URLSearchParams(parameters).toString()}`
}

async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return 'code' in backAtApp(await visitor.get(authorizeUrl({ prompt: 'none' })))
}

test('logout ends the sign-in and leaves for the registered address', async () => {
  const visitor = await signedIn()
  const before = await isSignedIn(visitor)

  const { location } = await visitor.get(logoutUrl({ client_id: webId, logout_uri: signedOutUrl }))

  expect(location).toBe(signedOutUrl)
  expect([before, await isSignedIn(visitor)]).toEqual([true, false])
})

test('logout makes the cookie worthless, not only forgotten', async () => {
  const visitor = await signedIn()
  const cookie = visitor.cookies.get('cognito') ?? ''
  await visitor.get(logoutUrl({ client_id: webId, logout_uri: signedOutUrl }))

  visitor.cookies.set('cognito', cookie)

  expect(await isSignedIn(visitor)).toBe(false)
})

test('logout with the parameters of a sign-in leads to the sign-in page', async () => {
  const visitor = await signedIn()

  const page = await visitor.follow(
    logoutUrl({ client_id: webId, response_type: 'code', redirect_uri: callbackUrl, state: 'next' }),
  )

  expect(new URL(page.url).pathname).toBe('/login')
  expect(page.url).toContain('state=next')
})

test.each([
  [{ client_id: webId, logout_uri: 'https://evil.example' }, 'redirect_mismatch'],
  [{ client_id: webId, logout_uri: `${signedOutUrl}/` }, 'redirect_mismatch'],
  [{ client_id: webId, logout_uri: callbackUrl }, 'redirect_mismatch'],
  [{ client_id: webId, logout_uri: '' }, 'redirect_mismatch'],
  [{ client_id: 'nobody', logout_uri: signedOutUrl }, 'client_unknown'],
  [{ logout_uri: signedOutUrl }, 'client_unknown'],
  [{ client_id: webId }, 'redirect_uri_missing'],
  [{ client_id: webId, redirect_uri: 'https://evil.example', response_type: 'code' }, 'redirect_mismatch'],
  [{ client_id: webId, redirect_uri: callbackUrl, response_type: 'what' }, 'invalid_request'],
])('logout with %j gets a page', async (parameters: Record<string, string>, problem) => {
  const visitor = await signedIn()

  const { location } = await visitor.get(logoutUrl(parameters))

  expect(location).toBe(`${harness.pool.endpoint}/error?error=${problem}`)
})

test('logout with two addresses gets a page', async () => {
  const visitor = await signedIn()
  const url = `${logoutUrl({ client_id: webId, logout_uri: signedOutUrl })}&logout_uri=https://evil.example`

  const { location } = await visitor.get(url)

  expect(location).toBe(`${harness.pool.endpoint}/error?error=redirect_mismatch`)
})
