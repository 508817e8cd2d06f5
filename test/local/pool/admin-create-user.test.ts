/** AdminCreateUser: who is made, what is sent, and what is refused. */
import type { AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  email,
  emailPool,
  harness,
  named,
  openPool,
  refusal,
  signUp,
  tryPassword,
} from './pool-harness.ts'

const temporaryPassword = 'Temporary-Horse-7'
const phone = '+15555550123'

function create(input: Partial<AdminCreateUserCommandInput> = {}) {
  return harness.sdk.adminCreateUser({ ...named, ...input })
}

const verifiedEmail = [{ Name: 'email_verified', Value: 'true' }]

describe('AdminCreateUser', () => {
  test('makes a user who must change the password, and answers with it', async () => {
    await openPool()

    const { User } = await create({ UserAttributes: [...verifiedEmail, { Name: 'name', Value: 'Ada' }] })

    const stored = harness.pool.dump().users[0]
    expect(User).toMatchObject({
      Username: stored?.sub,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
      Enabled: true,
      UserCreateDate: new Date(harness.nowMs()),
    })
    expect(User?.Attributes).toEqual(
      expect.arrayContaining([
        { Name: 'sub', Value: stored?.sub },
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Ada' },
      ]),
    )
  })

  test('sends the name and a drawn password that works', async () => {
    await openPool()

    await create()

    const [mail] = harness.mails
    expect(mail).toMatchObject({
      to: email,
      subject: 'Your temporary password',
      body: `Your username is ${email} and temporary password is ${mail?.code}.`,
    })
    await expect(tryPassword(codeOf())).resolves.toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    })
  })

  test('sends the given password in the message of the template', async () => {
    await openPool({
      pool: {
        ...emailPool,
        AdminCreateUserConfig: {
          InviteMessageTemplate: {
            EmailSubject: 'Welcome',
            EmailMessage: 'Hi {username}: {####}',
            SMSMessage: '{username} {####}',
          },
        },
      },
    })

    await create({
      TemporaryPassword: 'Dollar-$&-7a',
      UserAttributes: [{ Name: 'phone_number', Value: phone }],
      DesiredDeliveryMediums: ['EMAIL', 'SMS'],
    })

    expect(harness.mails).toMatchObject([
      { to: email, subject: 'Welcome', body: `Hi ${email}: Dollar-$&-7a` },
      { to: phone, body: `${email} Dollar-$&-7a` },
    ])
  })

  test('prefers the phone when nothing is said, and sends nothing to somebody without an address', async () => {
    await openPool({ pool: {} })

    await create({
      Username: 'both',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'phone_number', Value: phone },
      ],
    })
    await create({ Username: 'neither' })

    expect(harness.mails.map(({ to }) => to)).toEqual([phone])
  })

  test('sends nothing with SUPPRESS', async () => {
    await openPool()

    await create({ MessageAction: 'SUPPRESS', TemporaryPassword: temporaryPassword })

    expect(harness.mails).toEqual([])
    await expect(tryPassword(temporaryPassword)).resolves.toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
    })
  })

  test('works in a pool where nobody may sign up', async () => {
    await openPool({ pool: { ...emailPool, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } })

    await expect(create()).resolves.toBeDefined()
  })

  test('leaves required attributes to the user', async () => {
    await openPool({ pool: { ...emailPool, Schema: [{ Name: 'name', Required: true }] } })

    await expect(create()).resolves.toBeDefined()
  })

  test('keeps the name as it is where no attribute is the name', async () => {
    await openPool({ pool: {} })

    const { User } = await create({ Username: 'ada' })

    expect(User?.Username).toBe('ada')
  })
})

describe('AdminCreateUser refuses', () => {
  test('a name that somebody has', async () => {
    await openPool()
    await signUp()

    expect(await refusal(create())).toBe(
      'UsernameExistsException: An account with the given email already exists.',
    )
    await openPool({ pool: {} })
    await create({ Username: 'ada' })
    expect(await refusal(create({ Username: 'ada' }))).toBe(
      'UsernameExistsException: User account already exists',
    )
  })

  test('a verified alias that somebody has, unless it is told to move it', async () => {
    await openPool({ pool: { AliasAttributes: ['email'] } })
    const UserAttributes = [{ Name: 'email', Value: email }, ...verifiedEmail]
    await create({ Username: 'ada', UserAttributes })

    const kept = await refusal(create({ Username: 'bob', UserAttributes }))
    await create({ Username: 'bob', UserAttributes, ForceAliasCreation: true })

    expect(kept).toBe('AliasExistsException: An account with the given email already exists.')
    expect(harness.pool.dump().users.map(({ attributes }) => attributes['email_verified'])).toEqual([
      'false',
      'true',
    ])
  })

  test('a verified alias that was stored as True', async () => {
    await openPool({ pool: { AliasAttributes: ['email'] } })
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'True' },
    ]
    await create({ Username: 'ada', UserAttributes })

    expect(await refusal(create({ Username: 'bob', UserAttributes }))).toMatch(/^AliasExistsException/)
    expect(harness.pool.dump().users.map(({ attributes }) => attributes['email_verified'])).toEqual(['True'])
  })

  test.each<[string, Partial<AdminCreateUserCommandInput>]>([
    ['InvalidPasswordException', { TemporaryPassword: 'weak-weak' }],
    ['InvalidParameterException', { TemporaryPassword: ' ' }],
    ['InvalidParameterException', { Username: '' }],
    ['InvalidParameterException: Username should be an email.', { Username: 'ada' }],
    ['ResourceNotFoundException', { UserPoolId: 'eu-west-1_Other' }],
    ['InvalidParameterException', { UserAttributes: [{ Name: 'sub', Value: 'chosen' }] }],
    ['InvalidParameterException', { UserAttributes: [{ Name: 'identities', Value: '[]' }] }],
    ['InvalidParameterException', { UserAttributes: [{ Name: 'custom:none', Value: 'x' }] }],
    ['InvalidParameterException', { UserAttributes: [{ Name: 'phone_number', Value: '5' }] }],
    ['InvalidParameterException', { UserAttributes: [{ Name: 'phone_number_verified', Value: 'true' }] }],
    ['InvalidParameterException: The delivery medium SMS', { DesiredDeliveryMediums: ['SMS'] }],
  ])('with %s the input %j', async (expected, input) => {
    await openPool()

    expect(await refusal(create(input))).toContain(expected)

    expect(harness.pool.dump().users).toEqual([])
    expect(harness.mails).toEqual([])
  })

  test.each([
    { MessageAction: 'SHOUT' },
    { DesiredDeliveryMediums: ['PIGEON'] },
    { DesiredDeliveryMediums: 'EMAIL' },
    { ForceAliasCreation: 'yes' },
    { ClientMetadata: { a: 1 } },
    { ValidationData: { a: 'b' } },
  ])('the nonsense %j', async (input) => {
    await openPool()

    expect(await refusal(create(Object(input)))).toMatch(/^(InvalidParameter|Serialization)Exception/)
  })
})
