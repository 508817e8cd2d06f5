/** What SignUp refuses, with AWS's names and texts. */
import { describe, expect, test } from 'vitest'
import {
  type HarnessOptions,
  clientId,
  confidential,
  email,
  emailPool,
  goodPassword,
  harness,
  openPool,
  refusal,
  secretHash,
  signUp,
} from './pool-harness.ts'

function attempt(input: object = {}): Promise<unknown> {
  return harness.sdk.signUp({ ClientId: clientId, Username: email, Password: goodPassword, ...input })
}

describe('SignUp refuses', () => {
  test('a name that is taken, whether confirmed or not', async () => {
    await openPool()
    await signUp()

    const again = await refusal(attempt())

    expect(again).toBe('UsernameExistsException: An account with the given email already exists.')
  })

  test('a taken plain user name', async () => {
    await openPool({ pool: {} })
    await attempt({ Username: 'ada' })

    const again = await refusal(attempt({ Username: 'ada' }))

    expect(again).toBe('UsernameExistsException: User already exists')
  })

  test('another letter case only where the pool is case-insensitive', async () => {
    await openPool({ pool: { ...emailPool, UsernameConfiguration: { CaseSensitive: false } } })
    await signUp()
    const insensitive = await refusal(attempt({ Username: 'ADA@example.com' }))

    await openPool()
    await signUp()
    const sensitive = attempt({ Username: 'ADA@example.com' })

    expect(insensitive).toContain('UsernameExistsException')
    await expect(sensitive).resolves.toMatchObject({ UserConfirmed: false })
  })

  const policy = 'InvalidPasswordException: Password did not conform with policy: Password'
  const writer = {
    pool: { ...emailPool, Schema: [{ Name: 'role' }] },
    client: { WriteAttributes: ['email'] },
  }
  const unauthorized = 'NotAuthorizedException: A client attempted to write unauthorized attribute'
  const withAttribute = (Name: string, Value = 'true') => ({ UserAttributes: [{ Name, Value }] })

  test.each<[string, HarnessOptions, object, string]>([
    [
      'a user name that is no e-mail where e-mail is the user name',
      {},
      { Username: 'ada' },
      'InvalidParameterException: Username should be an email.',
    ],
    [
      'a user name in e-mail form where e-mail is an alias',
      { pool: { AliasAttributes: ['email'] } },
      {},
      'InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.',
    ],
    ['a short password', {}, { Password: 'Sh0rt-' }, `${policy} not long enough`],
    ['one without lowercase', {}, { Password: 'NO-LOWERCASE-1' }, `${policy} must have lowercase characters`],
    ['one without uppercase', {}, { Password: 'no-uppercase-1' }, `${policy} must have uppercase characters`],
    ['one without a number', {}, { Password: 'No-number-here' }, `${policy} must have numeric characters`],
    ['one without a symbol', {}, { Password: 'NoSymbolHere1' }, `${policy} must have symbol characters`],
    [
      'what is no phone number',
      { pool: {} },
      { Username: 'ada', ...withAttribute('phone_number', '12') },
      'InvalidParameterException: Invalid phone number format.',
    ],
    [
      'what is no address',
      { pool: {} },
      { Username: 'ada', ...withAttribute('email', 'nobody') },
      'InvalidParameterException: Invalid email address format.',
    ],
    [
      'email_verified of a client that may not write it',
      writer,
      withAttribute('email_verified'),
      unauthorized,
    ],
    ['sub of a client that may not write it', writer, withAttribute('sub'), unauthorized],
    ['custom:role of a client that may not write it', writer, withAttribute('custom:role'), unauthorized],
    [
      'everybody where only an administrator creates users',
      { pool: { ...emailPool, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
      {},
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    ],
    [
      'an unknown client',
      {},
      { ClientId: 'nobody' },
      'ResourceNotFoundException: User pool client nobody does not exist.',
    ],
  ])('%s', async (_, options, input, expected) => {
    await openPool(options)

    expect(await refusal(attempt(input))).toBe(expected)
  })

  test('nothing that the policy of the template does not ask for', async () => {
    await openPool({ pool: { ...emailPool, Policies: { PasswordPolicy: { MinimumLength: 6 } } } })

    const answer = attempt({ Password: 'abcdef' })

    await expect(answer).resolves.toMatchObject({ UserConfirmed: false })
  })

  test.each([
    [[{ Name: 'custom:tier', Value: 'x' }], 'custom:tier: Attribute does not exist in the schema.'],
    [
      [{ Name: 'custom:plan', Value: 'much-too-long' }],
      'custom:plan: String must be no longer than 5 characters',
    ],
    [[{ Name: 'custom:age', Value: 'old' }], 'custom:age: The attribute value is not a number'],
    [[{ Name: 'custom:age', Value: '17' }], 'custom:age: Number must be at least 18'],
    [[{ Name: 'custom:balance', Value: '-1' }], 'custom:balance: Number must be at least 0'],
    [[{ Name: 'custom:debt', Value: '1' }], 'custom:debt: Number must be at most 0'],
    [[{ Name: 'custom:none', Value: 'x' }], 'custom:none: String must be no longer than 0 characters'],
    [[{ Name: 'given_name', Value: '' }], 'given_name: The attribute is required'],
    [[], 'given_name: The attribute is required'],
  ])('attributes %j', async (attributes, reason) => {
    await openPool({
      pool: {
        ...emailPool,
        Schema: [
          { Name: 'given_name', Required: true },
          { Name: 'plan', StringAttributeConstraints: { MaxLength: '5' } },
          { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '18' } },
          {
            Name: 'balance',
            AttributeDataType: 'Number',
            NumberAttributeConstraints: { MinValue: '0' },
          },
          { Name: 'debt', AttributeDataType: 'Number', NumberAttributeConstraints: { MaxValue: '0' } },
          { Name: 'none', StringAttributeConstraints: { MaxLength: '0' } },
        ],
      },
    })
    const given = attributes.some(({ Name }) => Name === 'given_name')
      ? []
      : [{ Name: 'given_name', Value: 'A' }]
    const UserAttributes = attributes.length === 0 ? [] : [...attributes, ...given]

    const answer = await refusal(attempt({ UserAttributes }))

    expect(answer).toBe(`InvalidParameterException: Attributes did not conform to the schema: ${reason}`)
  })

  test('a missing, wrong or needless secret hash, and accepts the right one', async () => {
    await openPool()
    const ClientId = confidential.clientId
    const SecretHash = secretHash()

    const missing = await refusal(attempt({ ClientId }))
    const wrong = await refusal(attempt({ ClientId, SecretHash: 'AAAA' }))
    const needless = await refusal(attempt({ SecretHash }))
    const right = attempt({ ClientId, SecretHash })

    expect(missing).toBe(
      `NotAuthorizedException: Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    )
    expect(needless).toBe(
      `NotAuthorizedException: Client ${clientId} is not configured with secret but secret hash was received`,
    )
    expect(wrong).toBe(`NotAuthorizedException: Unable to verify secret hash for client ${ClientId}`)
    await expect(right).resolves.toMatchObject({ UserConfirmed: false })
  })
})
