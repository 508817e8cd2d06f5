/** Later federated sign-ins: attributes written anew, and who is refused. */
import { describe, expect, test } from 'vitest'
import { email, emailPool, harness, poolId, setAttributes, sources } from '../pool/pool-harness.ts'
import {
  federation,
  grace,
  mapping,
  openFederation,
  signInByAcme,
  triggered,
  userName,
} from './federation-harness.ts'
import { authorizeUrl, openSignInPage, otherId } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

describe('a later federated sign-in', () => {
  test('asks pre token generation alone, and writes the mapped attributes anew', async () => {
    await openFederation(triggered)
    await signInByAcme()
    federation.acme.setPerson({ ...grace, name: 'Grace B. Hopper', email: 'rear.admiral@example.com' })
    harness.events.length = 0

    const answer = backAtApp(await signInByAcme())

    expect(answer['code']).toBeDefined()
    expect(sources()).toEqual(['TokenGeneration_HostedAuth'])
    expect(harness.pool.dump().users).toMatchObject([
      { username: userName, attributes: { name: 'Grace B. Hopper', email: 'rear.admiral@example.com' } },
    ])
  })

  test('makes an address unverified again that only the pool had verified', async () => {
    await openFederation({ provider: { attributeMapping: { email: 'email' } } })
    await signInByAcme()
    await setAttributes({ email_verified: 'true' }, userName)

    await signInByAcme()

    expect(harness.pool.dump().users).toMatchObject([{ attributes: { email_verified: 'false' } }])
  })

  test('fails where a mapped attribute is immutable, though its value is the same', async () => {
    await openFederation({
      pool: { ...emailPool, Schema: [{ Name: 'badge', Mutable: false }] },
      provider: { attributeMapping: { ...mapping, 'custom:badge': 'sub' } },
    })

    const first = backAtApp(await signInByAcme())
    const second = backAtApp(await signInByAcme())

    expect(first['code']).toBeDefined()
    expect(second['error_description']).toBe('user.custom:badge: Attribute cannot be updated.')
  })

  test('fails where the client may not write a mapped attribute', async () => {
    await openFederation({ web: { WriteAttributes: ['email'] } })

    const answer = backAtApp(await signInByAcme())

    expect(answer['error_description']).toBe('A client attempted to write unauthorized attribute')
  })

  test('is refused to a disabled user', async () => {
    await openFederation()
    await signInByAcme()
    await harness.sdk.adminDisableUser({ UserPoolId: poolId, Username: userName })

    const answer = backAtApp(await signInByAcme())

    expect(answer).toMatchObject({ error: 'invalid_request', error_description: 'User is disabled.' })
  })

  test('is shared with a client that supports the provider, and with no other', async () => {
    await openFederation()
    const visitor = createVisitor()
    await signInByAcme({}, visitor)

    const same = await visitor.get(authorizeUrl())
    const other = await visitor.get(authorizeUrl({ client_id: otherId }))

    expect(backAtApp(same)['code']).toBeDefined()
    expect(other.location).toContain('/login?')
  })

  test('does not let the user in with a password', async () => {
    await openFederation()
    await signInByAcme()
    const [visitor, page] = await openSignInPage()

    const answer = await visitor.submit(page, { username: userName, password: 'Correct-Horse-7' })

    expect(answer.html).toContain('Incorrect username or password.')
  })

  test('of other people makes other users', async () => {
    await openFederation()
    await signInByAcme()
    federation.acme.setPerson({ ...grace, sub: 'with_under_scores', email })

    await signInByAcme()

    expect(harness.pool.dump().users.map(({ username }) => username)).toEqual([
      userName,
      'Acme_with_under_scores',
    ])
  })
})
