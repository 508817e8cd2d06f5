/** `/oauth2/idpresponse`: what comes back from the provider, and which answers are refused. */
import { describe, expect, test } from 'vitest'
import { harness } from '../pool/pool-harness.ts'
import { federation, grace, mapping, openFederation, signInByAcme } from './federation-harness.ts'
import { authorizeUrl } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

describe('what comes back from the provider', () => {
  async function begin(): Promise<{ visitor: ReturnType<typeof createVisitor>; back: string }> {
    const visitor = createVisitor()
    const there = await visitor.get(authorizeUrl({ identity_provider: 'Acme' }))
    const { location = '' } = await visitor.get(there.location ?? '')
    return { visitor, back: location }
  }

  function lost(): string {
    return `${harness.pool.endpoint}/error?error=session_lost`
  }

  test('with another state goes nowhere', async () => {
    await openFederation()
    const { visitor, back } = await begin()
    const url = new URL(back)
    url.searchParams.set('state', 'x'.repeat(43))

    const { location } = await visitor.get(url.href)

    expect(location).toBe(lost())
    expect(harness.pool.dump().users).toEqual([])
  })

  test('in another browser than was sent there goes nowhere', async () => {
    await openFederation()
    const { back } = await begin()

    const { location } = await createVisitor().get(back)

    expect(location).toBe(lost())
  })

  test('twice counts once', async () => {
    await openFederation()
    const { visitor, back } = await begin()
    await visitor.get(back)

    const { location } = await visitor.get(back)

    expect(location).toBe(lost())
  })

  test('after more than an hour goes nowhere', async () => {
    await openFederation()
    const { visitor, back } = await begin()
    harness.advance(3_600_000)

    const { location } = await visitor.get(back)

    expect(location).toBe(lost())
  })

  test.each([
    [
      { at: 'authorize', error: 'access_denied', description: 'The person said no' },
      'access_denied',
      'The person said no',
    ],
    [{ at: 'authorize', error: 'strange"<x>' }, 'invalid_request', 'strange"<x>'],
    [{ at: 'token', status: 503 }, 'invalid_request', 'Acme Error - 503 error getting token'],
    [{ at: 'nonce' }, 'invalid_request', 'Acme sent an answer that cannot be trusted'],
  ] as const)('as %j is told to the app', async (failure, error, error_description) => {
    await openFederation()
    federation.acme.failNext(failure)

    const answer = backAtApp(await signInByAcme())

    expect(answer).toEqual({ error, error_description, state: 'a-state' })
    expect(harness.pool.dump().users).toEqual([])
  })

  test('under a wrong client secret is told to the app, without the secret', async () => {
    await openFederation({ provider: { clientSecret: 'not-the-secret' } })

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toBe('Acme Error - 401 error getting token')
  })

  test('from a provider that is down is told to the app', async () => {
    await openFederation({ provider: { issuer: 'http://127.0.0.1:1' } })

    const answer = backAtApp(await signInByAcme())

    expect(answer).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('Acme'),
    })
  })

  test.each([
    [{ sub: 's', email: 'not an address' }, 'Invalid email address format.'],
    [{ sub: 's', email: grace.email, name: 'x'.repeat(3_000) }, 'Attributes did not conform to the schema'],
  ])('as claims the pool cannot store is told to the app', async (person, text) => {
    await openFederation()
    federation.acme.setPerson(person)

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toContain(text)
    expect(harness.defects).toEqual([])
  })

  test('as the proof of an address that did not come is not stored', async () => {
    await openFederation({ pool: {} })
    federation.acme.setPerson({ sub: 's', email_verified: true })

    await signInByAcme()

    const [user] = harness.pool.dump().users
    expect(Object.keys(user?.attributes ?? {})).toEqual(['identities'])
  })

  test('as claims of odd types is stored as text', async () => {
    await openFederation({
      provider: { attributeMapping: { ...mapping, nickname: 'nick', profile: 'page', website: 'none' } },
    })
    federation.acme.setPerson({ ...grace, nick: ['a', 1], page: { a: true }, none: null })

    await signInByAcme()

    const [user] = harness.pool.dump().users
    expect(user?.attributes).toMatchObject({ nickname: '["a",1]', profile: '{"a":true}' })
    expect(user?.attributes['website']).toBeUndefined()
  })
})
