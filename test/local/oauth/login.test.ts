/** `/login`: the page, the password, what triggers say there, and forms that are not ours. */
import { describe, expect, test } from 'vitest'
import { email, enroll, goodPassword, harness, named, signUp } from '../pool/pool-harness.ts'
import {
  authorizeUrl,
  openOAuth,
  openOAuthEnrolled,
  openSignInPage,
  otherId,
  signInByPage,
} from './oauth-harness.ts'
import { backAtApp, createVisitor, problemOf } from './visitor.ts'

describe('the sign-in page', () => {
  test('labels its fields, loads no script and is never framed, stored or sniffed', async () => {
    await openOAuth()

    const { html, headers } = await createVisitor().follow(authorizeUrl())

    expect(html).toContain('<html lang="en">')
    expect(html).toMatch(/<label for="username">E-mail address<\/label>/)
    expect(html).toMatch(/<label for="password">Password<\/label>/)
    expect(html).not.toContain('<script')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "form-action 'self' http://localhost:4000",
    )
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('gives the browser a cookie that no script and no foreign form can use', async () => {
    await openOAuth()

    const { headers } = await createVisitor().follow(authorizeUrl())

    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^cognito=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
  })

  test('shows the hint as text only', async () => {
    await openOAuth()
    const login_hint = '"><script>alert(1)</script>@example.com'

    const { html } = await createVisitor().follow(authorizeUrl({ login_hint }))

    expect(html).not.toContain('<script')
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;')
  })

  test('is not there for a client without providers', async () => {
    await openOAuth({ web: { SupportedIdentityProviders: [] } })

    const { html, status } = await createVisitor().follow(authorizeUrl())

    expect(status).toBe(400)
    expect(html).toContain('Login pages unavailable')
  })

  test('serves its style sheet', async () => {
    await openOAuth()

    const { headers } = await createVisitor().get(`${harness.pool.endpoint}/managed-login.css`)

    expect(headers.get('content-type')).toContain('text/css')
  })
})

describe('a password on the page', () => {
  test('signs in with a client that has no password flow', async () => {
    await openOAuthEnrolled({ web: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } })

    const answer = backAtApp(await signInByPage(email))

    expect(answer['code']).toBeDefined()
  })

  test('gives the browser another id, so that one planted before is worth nothing', async () => {
    await openOAuthEnrolled()
    const [visitor, page] = await openSignInPage()
    const before = visitor.cookies.get('cognito')

    await visitor.submit(page, { username: email, password: goodPassword })

    expect(visitor.cookies.get('cognito')).not.toBe(before)
  })

  test('that is wrong is told above the prompt, without the password', async () => {
    await openOAuthEnrolled()
    const [visitor, page] = await openSignInPage()

    const answer = await visitor.submit(page, { username: email, password: 'Wrong-Horse-7' })

    expect(problemOf(answer)).toBe('Incorrect username or password.')
    expect(answer.html.indexOf('Incorrect')).toBeLessThan(answer.html.indexOf('<h1>'))
    expect(answer.html).not.toContain('Wrong-Horse-7')
    expect(answer.html).toContain(`value="${email}"`)
  })

  test.each([
    ['LEGACY', 'User does not exist.'],
    ['ENABLED', 'Incorrect username or password.'],
  ])('of nobody, with PreventUserExistenceErrors %s, is told %s', async (setting, text) => {
    await openOAuth({ web: { PreventUserExistenceErrors: setting } })

    const answer = await signInByPage(email)

    expect(problemOf(answer)).toBe(text)
  })

  test('of a disabled user is refused', async () => {
    await openOAuthEnrolled()
    await harness.sdk.adminDisableUser(named)

    const answer = await signInByPage(email)

    expect(problemOf(answer)).toBe('User is disabled.')
  })

  test('of an unconfirmed user leads to the page for the code, and on to the app', async () => {
    await openOAuth()
    await signUp()
    const visitor = createVisitor()

    const page = await signInByPage(email, {}, visitor)
    const answer = backAtApp(await visitor.submit(page, { code: harness.mails[0]?.code ?? '' }))

    expect(new URL(page.url).pathname).toBe('/confirmUser')
    expect(answer['code']).toBeDefined()
  })

  test.each(['/login', '/signup'])(
    'does nothing at %s where the client does not support users of the pool',
    async (path) => {
      await openOAuth({ web: { SupportedIdentityProviders: [] } })
      await enroll()
      const visitor = createVisitor()
      const page = await visitor.follow(authorizeUrl({ client_id: otherId }))
      const url = authorizeUrl().replace('/oauth2/authorize', path)
      const fields = { username: path === '/login' ? email : 'new@example.com', password: goodPassword }
      const token = /name="_csrf" value="([^"]*)"/.exec(page.html)?.[1] ?? ''

      const posted = await visitor.post(url, new URLSearchParams({ ...fields, _csrf: token }).toString())
      const shown = await visitor.follow(posted.location ?? url)

      expect(shown.html).toContain('Login pages unavailable')
      expect(harness.pool.dump().users).toHaveLength(1)
    },
  )
})
