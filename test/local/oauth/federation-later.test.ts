/** Later federated sign-ins: attributes written anew, and who is refused. */
import { afterEach, describe, expect, test } from 'vitest'
import { arns, email, emailPool, poolId } from '../pool/pool-harness.ts'
import {
  grace,
  mapping,
  signInByAcme,
  startFederation,
  type Federation,
  type FederationOptions,
} from './federation-harness.ts'
import { authorizeUrl, otherId } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

let federation: Federation
afterEach(() => federation.close())

async function start(options: FederationOptions = {}): Promise<void> {
  federation = await startFederation(options)
}

const triggers = {
  PreSignUp: arns.preSignUp,
  PostConfirmation: arns.postConfirmation,
  PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' },
}
const triggered = { pool: { ...emailPool, LambdaConfig: triggers } }
const userName = `Acme_${grace.sub}`

function sources(): unknown[] {
  return federation.harness.events.map(({ event }) => Object(event).triggerSource)
}

describe('a later federated sign-in', () => {
  test('asks pre token generation alone, and writes the mapped attributes anew', async () => {
    await start(triggered)
    await signInByAcme(federation)
    federation.acme.setPerson({ ...grace, name: 'Grace B. Hopper', email: 'rear.admiral@example.com' })
    federation.harness.events.length = 0

    const answer = backAtApp(await signInByAcme(federation))

    expect(answer['code']).toBeDefined()
    expect(sources()).toEqual(['TokenGeneration_HostedAuth'])
    expect(federation.harness.pool.dump().users).toMatchObject([
      { username: userName, attributes: { name: 'Grace B. Hopper', email: 'rear.admiral@example.com' } },
    ])
  })

  test('makes an address unverified again that only the pool had verified', async () => {
    await start({ provider: { attributeMapping: { email: 'email' } } })
    await signInByAcme(federation)
    await federation.harness.sdk.adminUpdateUserAttributes({
      UserPoolId: poolId,
      Username: userName,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    })

    await signInByAcme(federation)

    expect(federation.harness.pool.dump().users).toMatchObject([{ attributes: { email_verified: 'false' } }])
  })

  test('fails where a mapped attribute is immutable, though its value is the same', async () => {
    await start({
      pool: { ...emailPool, Schema: [{ Name: 'badge', Mutable: false }] },
      provider: { attributeMapping: { ...mapping, 'custom:badge': 'sub' } },
    })

    const first = backAtApp(await signInByAcme(federation))
    const second = backAtApp(await signInByAcme(federation))

    expect(first['code']).toBeDefined()
    expect(second['error_description']).toBe('user.custom:badge: Attribute cannot be updated.')
  })

  test('fails where the client may not write a mapped attribute', async () => {
    await start({ web: { WriteAttributes: ['email'] } })

    const answer = backAtApp(await signInByAcme(federation))

    expect(answer['error_description']).toBe('A client attempted to write unauthorized attribute')
  })

  test('is refused to a disabled user', async () => {
    await start()
    await signInByAcme(federation)
    await federation.harness.sdk.adminDisableUser({ UserPoolId: poolId, Username: userName })

    const answer = backAtApp(await signInByAcme(federation))

    expect(answer).toMatchObject({ error: 'invalid_request', error_description: 'User is disabled.' })
  })

  test('is shared with a client that supports the provider, and with no other', async () => {
    await start()
    const visitor = createVisitor()
    await signInByAcme(federation, {}, visitor)

    const same = await visitor.get(authorizeUrl(federation.harness))
    const other = await visitor.get(authorizeUrl(federation.harness, { client_id: otherId }))

    expect(backAtApp(same)['code']).toBeDefined()
    expect(other.location).toContain('/login?')
  })

  test('does not let the user in with a password', async () => {
    await start()
    await signInByAcme(federation)
    const visitor = createVisitor()
    const page = await visitor.follow(authorizeUrl(federation.harness))

    const answer = await visitor.submit(page, { username: userName, password: 'Correct-Horse-7' })

    expect(answer.html).toContain('Incorrect username or password.')
  })

  test('of other people makes other users', async () => {
    await start()
    await signInByAcme(federation)
    federation.acme.setPerson({ ...grace, sub: 'with_under_scores', email })

    await signInByAcme(federation)

    expect(federation.harness.pool.dump().users.map(({ username }) => username)).toEqual([
      userName,
      'Acme_with_under_scores',
    ])
  })
})
