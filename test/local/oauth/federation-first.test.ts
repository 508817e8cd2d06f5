/** The first federated sign-in: the triggers it asks, the user it makes, where it is offered. */
import { describe, expect, test } from 'vitest'
import { enroll, envelope, harness, poolId, sources } from '../pool/pool-harness.ts'
import { grace, openFederation, signInByAcme, triggered, userName } from './federation-harness.ts'
import { authorizeUrl, claimsOf, exchange, openSignInPage, otherId, webId } from './oauth-harness.ts'
import { backAtApp, createVisitor } from './visitor.ts'

describe('the first federated sign-in', () => {
  test('asks the three triggers in AWS’s order and shape', async () => {
    await openFederation(triggered)

    await signInByAcme()

    const [preSignUp, postConfirmation, preToken] = harness.events.map(({ event }) => event)
    expect(sources()).toEqual([
      'PreSignUp_ExternalProvider',
      'PostConfirmation_ConfirmSignUp',
      'TokenGeneration_HostedAuth',
    ])
    expect(preSignUp).toEqual({
      ...envelope(userName, 'PreSignUp_ExternalProvider'),
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: webId },
      request: {
        userAttributes: {
          'cognito:email_alias': '',
          'cognito:phone_number_alias': '',
          email: grace.email,
          email_verified: 'true',
          name: grace.name,
        },
        validationData: {},
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    })
    expect(postConfirmation).toMatchObject({
      userName,
      request: { userAttributes: { 'cognito:user_status': 'EXTERNAL_PROVIDER', email: grace.email } },
    })
    expect(preToken).toMatchObject({
      userName,
      request: {
        scopes: ['openid', 'email'],
        groupConfiguration: { groupsToOverride: [`${poolId}_Acme`] },
        userAttributes: { identities: expect.stringContaining(grace.sub) },
      },
    })
  })

  test('makes a user EXTERNAL_PROVIDER, and tokens that tell the identity', async () => {
    await openFederation()

    const { code = '', state } = backAtApp(await signInByAcme({ nonce: 'a-nonce' }))
    const { body } = await exchange(code)

    const [user] = harness.pool.dump().users
    expect(state).toBe('a-state')
    expect(user).toMatchObject({
      username: userName,
      status: 'EXTERNAL_PROVIDER',
      groups: [`${poolId}_Acme`],
    })
    expect(claimsOf(body['id_token'])).toMatchObject({
      'cognito:username': userName,
      'cognito:groups': [`${poolId}_Acme`],
      nonce: 'a-nonce',
      email: grace.email,
      email_verified: true,
      identities: [
        {
          userId: grace.sub,
          providerName: 'Acme',
          providerType: 'OIDC',
          issuer: null,
          primary: 'true',
          dateCreated: expect.stringMatching(/^\d{13}$/),
        },
      ],
    })
  })

  test('is found from the sign-in page and by the provider’s identifier', async () => {
    await openFederation()
    const [visitor, page] = await openSignInPage()
    const link = /<a href="(\/oauth2\/authorize[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''

    const byLink = backAtApp(await visitor.follow(harness.pool.endpoint + link))
    const byIdentifier = backAtApp(
      await signInByAcme({ identity_provider: undefined, idp_identifier: 'acme.example' }),
    )

    expect(page.html).toContain('Continue with Acme')
    expect([byLink['code'], byIdentifier['code']]).toEqual([expect.any(String), expect.any(String)])
  })

  test('is not offered to a client that does not support the provider', async () => {
    await openFederation()

    const direct = backAtApp(await signInByAcme({ client_id: otherId }))
    const page = await createVisitor().follow(authorizeUrl({ client_id: otherId }))

    expect(direct['error']).toBe('invalid_request')
    expect(page.html).not.toContain('Acme')
  })

  test('leaves its address free for somebody who signs up', async () => {
    await openFederation()
    await signInByAcme()

    await enroll(grace.email)
    const found = await harness.sdk.adminGetUser({ UserPoolId: poolId, Username: grace.email })

    expect(found.UserStatus).toBe('CONFIRMED')
  })

  test('leaves a native user with the same address alone', async () => {
    await openFederation()
    await enroll(grace.email)

    await signInByAcme()
    const native = await harness.sdk.adminGetUser({ UserPoolId: poolId, Username: grace.email })

    expect(harness.pool.dump().users).toHaveLength(2)
    expect(native.UserStatus).toBe('CONFIRMED')
  })
})
