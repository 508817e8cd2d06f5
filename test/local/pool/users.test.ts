/** Profiles and the administrator's operations on users. */
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  clientId,
  email,
  emailPool,
  enroll,
  goodPassword,
  harness,
  named,
  openPool,
  poolId,
  refusal,
  setAttributes,
  signIn,
  signUp,
} from './pool-harness.ts'

const UserPoolId = poolId

beforeEach(async () => {
  await openPool({
    pool: {
      ...emailPool,
      Schema: [
        { Name: 'plan', Mutable: true },
        { Name: 'origin', Mutable: false },
        { Name: 'given_name', Required: false },
      ],
    },
    client: {
      WriteAttributes: ['email', 'given_name', 'custom:origin'],
      ReadAttributes: ['email', 'email_verified', 'given_name'],
    },
  })
})

describe('GetUser', () => {
  test('shows only what the client may read, as the ID token does', async () => {
    await enroll()
    await setAttributes({ 'custom:plan': 'gold' })
    const { AccessToken, IdToken } = await signIn()

    const { UserAttributes = [] } = await harness.sdk.getUser({ AccessToken })

    expect(UserAttributes.map(({ Name }) => Name)).toEqual(['sub', 'email', 'email_verified'])
    expect(decodeJwt(IdToken)).toMatchObject({ email, email_verified: true })
    expect(decodeJwt(IdToken)).not.toHaveProperty('custom:plan')
  })

  test.each([
    ['an ID token', async () => (await signIn()).IdToken],
    [
      'a token with another payload',
      async () => {
        const [header, , signature] = (await signIn()).AccessToken.split('.')
        return [header, Buffer.from('{"token_use":"access"}').toString('base64url'), signature].join('.')
      },
    ],
    ['no token at all', async () => 'nonsense'],
  ])('refuses %s', async (_what, make) => {
    await enroll()

    const answer = await refusal(harness.sdk.getUser({ AccessToken: await make() }))

    expect(answer).toBe('NotAuthorizedException: Invalid Access Token')
  })

  test('does not know a user who was deleted', async () => {
    await enroll()
    const { AccessToken } = await signIn()
    await harness.sdk.adminDeleteUser(named)

    const answer = await refusal(harness.sdk.getUser({ AccessToken }))

    expect(answer).toBe('NotAuthorizedException: Access Token has been revoked')
  })
})

describe('UpdateUserAttributes', () => {
  test('stores what the client may write, and sends a code to a new address', async () => {
    await enroll()
    const { AccessToken } = await signIn()

    const answer = await harness.sdk.updateUserAttributes({
      AccessToken,
      UserAttributes: [
        { Name: 'given_name', Value: 'Ada' },
        { Name: 'email', Value: 'countess@example.org' },
      ],
    })

    expect(answer.CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'c***@e***' },
    ])
    expect(harness.mails.at(-1)).toMatchObject({ to: 'countess@example.org' })
    expect(harness.pool.dump().users).toMatchObject([
      { attributes: { given_name: 'Ada', email: 'countess@example.org', email_verified: 'false' } },
    ])
  })

  test('removes an attribute that is set to nothing', async () => {
    await enroll()
    const { AccessToken } = await signIn()
    const set = (Value: string): Promise<unknown> =>
      harness.sdk.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'given_name', Value }] })
    await set('Ada')

    await set('')

    expect(harness.pool.dump().users[0]?.attributes).not.toHaveProperty('given_name')
  })

  test.each([
    ['custom:plan', 'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    ['email_verified', 'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    ['custom:origin', 'InvalidParameterException: user.custom:origin: Attribute cannot be updated.'],
  ])('refuses %s', async (Name, expected) => {
    await enroll()
    const { AccessToken } = await signIn()

    const answer = await refusal(
      harness.sdk.updateUserAttributes({ AccessToken, UserAttributes: [{ Name, Value: 'true' }] }),
    )

    expect(answer).toBe(expected)
  })
})

describe('an administrator', () => {
  test('reads everything about a user', async () => {
    const sub = await enroll()
    const madeAt = new Date(harness.nowMs())
    harness.advance(5_000)
    await setAttributes({ 'custom:plan': 'gold' })

    const { $metadata: _metadata, ...user } = await harness.sdk.adminGetUser({ UserPoolId, Username: sub })

    expect(user).toEqual({
      Username: sub,
      Enabled: true,
      UserStatus: 'CONFIRMED',
      UserCreateDate: madeAt,
      UserLastModifiedDate: new Date(harness.nowMs()),
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'custom:plan', Value: 'gold' },
      ],
    })
  })

  test('may set email_verified and needs no code then', async () => {
    await signUp()
    const before = harness.mails.length

    await setAttributes({ email: 'new@example.com', email_verified: 'true' })

    expect(harness.mails).toHaveLength(before)
    expect(harness.pool.dump().users).toMatchObject([
      { attributes: { email: 'new@example.com', email_verified: 'true' } },
    ])
  })

  test('is told of an unknown user and an unknown pool', async () => {
    const user = await refusal(harness.sdk.adminGetUser({ UserPoolId, Username: 'nobody' }))
    const pool = await refusal(
      harness.sdk.adminGetUser({ UserPoolId: 'eu-west-1_Other', Username: 'nobody' }),
    )

    expect(user).toBe('UserNotFoundException: User does not exist.')
    expect(pool).toBe('ResourceNotFoundException: User pool eu-west-1_Other does not exist.')
  })

  test('cannot give one e-mail to two users', async () => {
    await enroll()
    await enroll('other@example.com')

    const answer = await refusal(setAttributes({ email: email }, 'other@example.com'))

    expect(answer).toBe('AliasExistsException: An account with the given email already exists.')
  })
})

test('a plain user name pool keeps the name as it was given', async () => {
  await openPool({ pool: {} })
  await harness.sdk.signUp({ ClientId: clientId, Username: 'ada', Password: goodPassword })

  const { Username } = await harness.sdk.adminGetUser({ UserPoolId, Username: 'ada' })

  expect(Username).toBe('ada')
})
