/** DeleteUserAttributes, AdminDeleteUserAttributes and DeleteUser. */
import { describe, expect, test } from 'vitest'
import {
  attributesNow,
  email,
  emailPool,
  enroll,
  harness,
  named,
  openPool,
  openSignedIn,
  poolId,
  refresh,
  refusal,
  setAttributes,
  signIn,
} from './pool-harness.ts'

const phone = '+15555550123'

const schema = [
  { Name: 'plan', Mutable: true },
  { Name: 'origin', Mutable: false },
  { Name: 'secret', DeveloperOnlyAttribute: true },
]

describe('DeleteUserAttributes', () => {
  function remove(AccessToken: string, UserAttributeNames: string[]) {
    return harness.sdk.deleteUserAttributes({ AccessToken, UserAttributeNames })
  }

  test('takes the attributes, and with an address what was known of it', async () => {
    const token = await openSignedIn({ pool: { ...emailPool, Schema: schema } })
    await setAttributes({
      name: 'Ada',
      'custom:plan': 'free',
      phone_number: phone,
      phone_number_verified: 'true',
    })

    await remove(token, ['name', 'custom:plan', 'phone_number', 'nickname'])

    expect(attributesNow()).toEqual({ email, email_verified: 'true' })
    const { AccessToken } = await signIn()
    const { UserAttributes = [] } = await harness.sdk.getUser({ AccessToken })
    expect(UserAttributes.map(({ Name }) => Name)).toEqual(['sub', 'email', 'email_verified'])
  })

  test.each([
    [['email_verified'], 'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    [['nickname'], 'NotAuthorizedException: A client attempted to write unauthorized attribute'],
    [['dev:custom:secret'], 'NotAuthorizedException: A client attempted to write unauthorized attribute'],
  ])('takes not what the client may not write: %j', async (names, expected) => {
    const token = await openSignedIn({
      pool: { ...emailPool, Schema: schema },
      client: { WriteAttributes: ['name'] },
    })

    expect(await refusal(remove(token, names))).toBe(expected)
  })

  test.each([[['']], ['name'], [[7]], [undefined]])('refuses the names %j', async (names) => {
    const AccessToken = await openSignedIn()

    const call = harness.sdk.deleteUserAttributes({ AccessToken, ...Object({ UserAttributeNames: names }) })

    expect(await refusal(call)).toMatch(/^(InvalidParameter|Serialization)Exception/)
  })
})

describe('AdminDeleteUserAttributes', () => {
  function remove(UserAttributeNames: string[], input: object = {}) {
    return harness.sdk.adminDeleteUserAttributes({ ...named, UserAttributeNames, ...input })
  }

  test('takes what no client may write', async () => {
    await openSignedIn({ pool: { ...emailPool, Schema: schema } })
    await setAttributes({ 'dev:custom:secret': 'x', name: 'Ada' })

    await remove(['dev:custom:secret', 'name'])

    expect(attributesNow()).toEqual({ email, email_verified: 'true' })
  })

  test.each([
    [['sub'], 'InvalidParameterException: user.sub: Attribute cannot be updated.'],
    [['custom:origin'], 'InvalidParameterException: user.custom:origin: Attribute cannot be updated.'],
    [['custom:none'], 'custom:none: Attribute does not exist in the schema.'],
    [['identities'], 'identities: Attribute does not exist in the schema.'],
    [
      ['name'],
      'InvalidParameterException: Invalid user attributes: name: Required attribute cannot be deleted.',
    ],
  ])('takes not %j', async (names, expected) => {
    await openPool({
      pool: { ...emailPool, Schema: [...schema, { Name: 'name', Required: true, Mutable: true }] },
    })
    await harness.sdk.adminCreateUser({
      ...named,
      UserAttributes: [
        { Name: 'name', Value: 'Ada' },
        { Name: 'custom:origin', Value: 'import' },
      ],
    })

    expect(await refusal(remove(names))).toContain(expected)

    expect(attributesNow()).toMatchObject({ name: 'Ada', 'custom:origin': 'import' })
  })

  test.each([
    [{ Username: 'nobody@example.com' }, 'UserNotFoundException'],
    [{ UserPoolId: 'eu-west-1_Other' }, 'ResourceNotFoundException'],
  ])('refuses %j', async (input, expected) => {
    await openSignedIn()

    expect(await refusal(remove(['name'], input))).toContain(expected)
  })
})

describe('DeleteUser', () => {
  test('removes the account, its sessions and its place in groups', async () => {
    const AccessToken = await openSignedIn()
    await harness.sdk.createGroup({ UserPoolId: poolId, GroupName: 'staff' })
    await harness.sdk.adminAddUserToGroup({ ...named, GroupName: 'staff' })
    const { RefreshToken } = await signIn()

    await harness.sdk.deleteUser({ AccessToken })

    expect(harness.pool.dump().users).toEqual([])
    expect(await refusal(harness.sdk.getUser({ AccessToken }))).toBe(
      'NotAuthorizedException: Access Token has been revoked',
    )
    expect(await refusal(refresh(RefreshToken))).toBe(
      'NotAuthorizedException: Refresh Token has been revoked',
    )
    const { Users } = await harness.sdk.listUsersInGroup({ UserPoolId: poolId, GroupName: 'staff' })
    expect(Users).toEqual([])
  })

  test('leaves the name free', async () => {
    const AccessToken = await openSignedIn()
    await harness.sdk.deleteUser({ AccessToken })

    await expect(enroll()).resolves.toBeDefined()
  })

  test('refuses a token of nobody', async () => {
    await openSignedIn()

    expect(await refusal(harness.sdk.deleteUser({ AccessToken: 'a.b.c' }))).toContain(
      'NotAuthorizedException',
    )
    expect(harness.pool.dump().users).toHaveLength(1)
  })
})
