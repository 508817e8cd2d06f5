/** What AdminLinkProviderForUser refuses, and AdminDisableProviderForUser. */
import { describe, expect, test } from 'vitest'
import { grace, openFederation, signInByAcme, type FederationOptions } from '../oauth/federation-harness.ts'
import {
  destination,
  disable,
  link,
  source,
  subOfAcmeSignIn,
  users,
  type ProviderUserChange,
} from './link-harness.ts'
import { clientId, email, emailPool, enroll, goodPassword, harness, poolId, refusal } from './pool-harness.ts'

const merging =
  'InvalidParameterException: Merging is not currently supported, provide a SourceUser that has not been signed up in order to link'
const notLinked =
  "InvalidParameterException: Account isn't linked to anyone else, verify that the account has been linked"

/** Starts with Grace enrolled as a native user; returns her `sub`. */
async function start(options: FederationOptions = {}): Promise<string> {
  await openFederation(options)
  return enroll(grace.email)
}

describe('AdminLinkProviderForUser refuses', () => {
  test('an identity that is linked already', async () => {
    await start()
    await enroll(email)
    await link()

    const again = await refusal(link())
    const other = await refusal(link({}, { ProviderAttributeValue: email }))

    expect([again, other]).toEqual(
      Array.from(
        { length: 2 },
        () => 'InvalidParameterException: SourceUser is already linked to DestinationUser',
      ),
    )
    expect(users().map(({ attributes }) => 'identities' in attributes)).toEqual([true, false])
  })

  test('an identity that is a user of its own', async () => {
    await start()
    await signInByAcme()

    expect(await refusal(link())).toBe(merging)
  })

  test('a sixth identity', async () => {
    await start()
    for (const value of ['1', '2', '3', '4', '5']) await link({ ProviderAttributeValue: value })

    expect(await refusal(link())).toContain('LimitExceededException')
  })

  test('a native user as the source', async () => {
    await start()
    await enroll(email)

    expect(await refusal(link({ ProviderName: 'Cognito', ProviderAttributeValue: email }))).toBe(
      'InvalidParameterException: Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
    )
  })

  test('a native destination that is not there, or that a provider signs in', async () => {
    await start()
    await signInByAcme()
    const federated = users().find(({ status }) => status === 'EXTERNAL_PROVIDER')?.username ?? ''
    const to = (ProviderAttributeValue: string) =>
      link({ ProviderAttributeValue: '2' }, { ProviderAttributeValue })

    expect(await refusal(to('nobody@example.com'))).toBe('UserNotFoundException: User does not exist.')
    expect(await refusal(to(federated))).toBe('UserNotFoundException: User does not exist.')
    expect(
      await refusal(link({ ProviderAttributeValue: '2' }, { ...source, ProviderAttributeValue: '3' })),
    ).toBe('UserNotFoundException: User does not exist.')
  })

  test('a destination with an immutable attribute', async () => {
    await openFederation({
      pool: { ...emailPool, Schema: [{ Name: 'plan', Mutable: false }] },
    })
    await harness.sdk.signUp({
      ClientId: clientId,
      Username: grace.email,
      Password: goodPassword,
      UserAttributes: [{ Name: 'custom:plan', Value: 'free' }],
    })

    expect(await refusal(link())).toBe(
      'InvalidParameterException: user.custom:plan: Attribute cannot be updated.',
    )
  })

  test.each<[string, ProviderUserChange, ProviderUserChange]>([
    ['ResourceNotFoundException', { ProviderName: 'acme' }, {}],
    ['ResourceNotFoundException', { ProviderName: 'Other' }, {}],
    ['ResourceNotFoundException', {}, { ProviderName: 'COGNITO' }],
    ['InvalidParameterException', { ProviderAttributeName: 'nickname' }, {}],
    ['InvalidParameterException', { ProviderAttributeName: '' }, {}],
    ['InvalidParameterException', { ProviderAttributeValue: '' }, {}],
    ['InvalidParameterException', { ProviderName: '' }, {}],
    ['InvalidParameterException', { ProviderName: 'x'.repeat(33) }, {}],
    ['InvalidParameterException', {}, { ProviderAttributeValue: '' }],
  ])('with %s the source %j and the destination %j', async (expected, SourceUser, DestinationUser) => {
    await start()

    expect(await refusal(link(SourceUser, DestinationUser))).toContain(expected)

    expect(users()[0]?.attributes).not.toHaveProperty('identities')
  })

  test.each([{}, { SourceUser: 'Acme' }, { SourceUser: source }, { DestinationUser: destination }])(
    'the nonsense %j',
    async (input) => {
      await start()

      const call = harness.sdk.adminLinkProviderForUser({ UserPoolId: poolId, ...Object(input) })

      expect(await refusal(call)).toMatch(/^(InvalidParameter|Serialization)Exception/)
    },
  )

  test('another pool', async () => {
    await start()

    expect(await refusal(link({}, {}, 'eu-west-1_Other'))).toContain('ResourceNotFoundException')
  })
})

describe('AdminDisableProviderForUser', () => {
  test('ends the link, so that the next sign-in makes a user of its own', async () => {
    const sub = await start()
    await link()

    await disable()

    expect(users()[0]?.attributes).not.toHaveProperty('identities')
    expect(await subOfAcmeSignIn()).not.toBe(sub)
    expect(users()).toMatchObject([{ status: 'CONFIRMED' }, { status: 'EXTERNAL_PROVIDER' }])
  })

  test('ends a link by the attribute that made it, and leaves the others', async () => {
    await start()
    await link({ ProviderAttributeValue: '1' })
    const byEmail = { ProviderAttributeName: 'email', ProviderAttributeValue: grace.email }
    await link(byEmail)

    await disable(byEmail)

    expect(JSON.parse(users()[0]?.attributes['identities'] ?? '')).toMatchObject([{ userId: '1' }])
  })

  test('lets the identity be linked anew', async () => {
    await start()
    await link()
    await disable()

    await expect(link()).resolves.toBeDefined()
  })

  test('takes the password from a native user', async () => {
    await start()

    await disable({ ...destination, ProviderAttributeName: 'Cognito_Subject' })

    const { sdk } = harness
    const signIn = sdk.initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: grace.email, PASSWORD: goodPassword },
    })
    expect(await refusal(signIn)).toBe('NotAuthorizedException: Incorrect username or password.')
  })

  test('refuses an identity that is not linked, and one that is a user of its own', async () => {
    await start()

    const unknown = await refusal(disable())
    await signInByAcme()
    const primary = await refusal(disable())

    expect([unknown, primary]).toEqual([notLinked, notLinked])
  })

  test('refuses a native user who is not there, and another provider', async () => {
    await start()

    expect(await refusal(disable({ ProviderName: 'Cognito' }))).toBe(
      'UserNotFoundException: User does not exist.',
    )
    expect(await refusal(disable({ ProviderName: 'Other' }))).toContain('ResourceNotFoundException')
  })
})
