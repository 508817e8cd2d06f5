/** AdminLinkProviderForUser, up to the sign-in through a real provider. */
import { describe, expect, test } from 'vitest'
import {
  federation,
  grace,
  openFederation,
  signInByAcme,
  type FederationOptions,
} from '../oauth/federation-harness.ts'
import { claimsOf, exchange } from '../oauth/oauth-harness.ts'
import { backAtApp } from '../oauth/visitor.ts'
import { link, source, subOfAcmeSignIn, users } from './link-harness.ts'
import { arns, echo, emailPool, enroll, harness, poolId } from './pool-harness.ts'

/** Starts with Grace enrolled as a native user; returns her `sub`. */
async function start(options: FederationOptions = {}): Promise<string> {
  await openFederation(options)
  return enroll(grace.email)
}

describe('AdminLinkProviderForUser', () => {
  test('lets the person of the provider sign in as the native user', async () => {
    const sub = await start()

    await link()

    expect(await subOfAcmeSignIn()).toBe(sub)
    expect(users()).toMatchObject([{ sub, status: 'CONFIRMED' }])
  })

  test('shows the identity as AWS does, to administrators and in ID tokens', async () => {
    await start()

    await link()

    const { UserAttributes = [] } = await harness.sdk.adminGetUser({
      UserPoolId: poolId,
      Username: grace.email,
    })
    const { Value = '' } = UserAttributes.find(({ Name }) => Name === 'identities') ?? {}
    expect(JSON.parse(Value)).toEqual([
      {
        userId: grace.sub,
        providerName: 'Acme',
        providerType: 'OIDC',
        issuer: null,
        primary: false,
        dateCreated: harness.nowMs(),
      },
    ])
    const { code = '' } = backAtApp(await signInByAcme())
    const { body } = await exchange(code)
    expect(claimsOf(body['id_token'])['identities']).toMatchObject([
      { providerName: 'Acme', primary: 'false' },
    ])
  })

  test('links by another attribute, which the provider maps from a claim', async () => {
    const sub = await start({ provider: { attributeMapping: { email: 'mail', name: 'name' } } })
    federation.acme.setPerson({ ...grace, email: 'other@example.com', mail: grace.email })

    await link({ ProviderAttributeName: 'email', ProviderAttributeValue: grace.email })

    expect(await subOfAcmeSignIn()).toBe(sub)
  })

  test('calls no trigger', async () => {
    await start({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.events.length = 0

    await link()

    expect(harness.events).toEqual([])
  })

  test('from the pre sign-up trigger of the first sign-in makes the second one succeed', async () => {
    const sub = await start({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.functions.set(arns.preSignUp, async (event) => {
      await link()
      return echo(event)
    })

    const first = backAtApp(await signInByAcme())

    expect(first['error_description']).toContain('Already found an entry for username')
    expect(await subOfAcmeSignIn()).toBe(sub)
  })

  test('takes a federated user as the destination, by its provider and subject', async () => {
    await start()
    const sub = await subOfAcmeSignIn()

    await link({ ProviderAttributeValue: 'another' }, { ...source, ProviderAttributeName: 'ignored' })
    federation.acme.setPerson({ ...grace, sub: 'another' })

    expect(await subOfAcmeSignIn()).toBe(sub)
  })
})

test('a deleted user leaves its linked identities free', async () => {
  await start()
  await link()
  await harness.sdk.adminDeleteUser({ UserPoolId: poolId, Username: grace.email })
  const sub = await enroll(grace.email)

  await link()

  expect(await subOfAcmeSignIn()).toBe(sub)
})
