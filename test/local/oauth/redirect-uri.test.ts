/** Addresses that are not the app's: no redirect reaches them. Nonsense at every address ends on a page. */
import { describe, expect, test } from 'vitest'
import { harness } from '../pool/pool-harness.ts'
import { authorizeUrl, openOAuth } from './oauth-harness.ts'
import { callbackUrl, createVisitor, problemOf } from './visitor.ts'

async function problemAt(changes: Record<string, string | undefined>): Promise<string | undefined> {
  const { location } = await createVisitor().get(authorizeUrl(changes))
  return location === undefined ? undefined : new URL(location).pathname + new URL(location).search
}

describe('a redirect_uri that is not registered', () => {
  test.each([
    'https://evil.example',
    `${callbackUrl}/`,
    `${callbackUrl}?next=https://evil.example`,
    `${callbackUrl}#fragment`,
    `${callbackUrl}/../evil`,
    callbackUrl.toUpperCase(),
    callbackUrl.replace('4000', '4001'),
    callbackUrl.replace('localhost', '127.0.0.1'),
    callbackUrl.replace('localhost', 'localhost@evil.example'),
    callbackUrl.replace('http:', 'https:'),
    '//evil.example/callback',
    'javascript:alert(1)',
    `${callbackUrl}\r\nset-cookie: a=b`,
  ])('%j gets a page and never a redirect to it', async (redirect_uri) => {
    await openOAuth()

    const problem = await problemAt({ redirect_uri })

    expect(problem).toBe('/error?error=redirect_mismatch')
  })

  test.each([
    [{ redirect_uri: undefined }, 'redirect_uri_missing'],
    [{ client_id: undefined }, 'client_unknown'],
    [{ client_id: 'nobody' }, 'client_unknown'],
    [{ client_id: '__proto__' }, 'client_unknown'],
  ])('with %j gets a page', async (changes: Record<string, string | undefined>, problem) => {
    await openOAuth()

    expect(await problemAt(changes)).toBe(`/error?error=${problem}`)
  })

  test('given twice gets a page, even if one of the two is registered', async () => {
    await openOAuth()
    const url = `${authorizeUrl()}&redirect_uri=https%3A%2F%2Fevil.example`

    const { location } = await createVisitor().get(url)

    expect(location).toBe(`${harness.pool.endpoint}/error?error=invalid_request`)
  })

  test('shows the reason in words of its own, whatever the link says', async () => {
    await openOAuth()
    const visitor = createVisitor()

    const known = await visitor.get(`${harness.pool.endpoint}/error?error=redirect_mismatch`)
    const foreign = await visitor.get(
      `${harness.pool.endpoint}/error?error=%3Cscript%3Ealert(1)%3C/script%3E`,
    )

    expect(known.html).toContain('is not registered with the app client')
    expect(foreign.html).not.toContain('script')
    expect([known.status, foreign.status]).toEqual([400, 400])
  })
})

test('nonsense on every page is answered without a defect', async () => {
  await openOAuth()
  const visitor = createVisitor()
  const junk = [
    '',
    '?',
    '?client_id[]=1',
    `?client_id=${'x'.repeat(8_000)}`,
    '?%',
    '?state=%00&client_id=%ff',
  ]

  for (const path of [
    '/oauth2/authorize',
    '/login',
    '/signup',
    '/confirmUser',
    '/logout',
    '/oauth2/idpresponse',
  ]) {
    for (const query of junk) {
      const visit = await visitor.follow(harness.pool.endpoint + path + query)

      expect(visit.status).toBe(400)
      expect(problemOf(visit)).toBeUndefined()
    }
  }
  expect(harness.defects).toEqual([])
})

test.each(['/oauth2/authorize', '/logout'])('%s takes no POST', async (path) => {
  await openOAuth()

  const { status } = await createVisitor().post(harness.pool.endpoint + path, '')

  expect(status).toBe(405)
})
