/** AdminResetUserPassword, and the rules and limits of account recovery. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  clientId,
  codeOf,
  email,
  emailPool,
  goodPassword,
  harness,
  named,
  openEnrolled,
  openPool,
  refusal,
  signUp,
  tryPassword,
} from './pool-harness.ts'

const newPassword = 'Another-Horse-8'
const hourMs = 3_600_000
const phone = '+15555550123'
const hidden = { client: { PreventUserExistenceErrors: 'ENABLED' } }

function adminReset(input: object = {}) {
  return harness.sdk.adminResetUserPassword({ ...named, ...input })
}

function forget(Username = email) {
  return harness.sdk.forgotPassword({ ClientId: clientId, Username })
}

function confirm(ConfirmationCode: string, Username = email) {
  return harness.sdk.confirmForgotPassword({
    ClientId: clientId,
    Username,
    ConfirmationCode,
    Password: newPassword,
  })
}

describe('AdminResetUserPassword', () => {
  test('sends a code, and no password signs in until it is used', async () => {
    await openEnrolled()

    await adminReset()

    const refused = 'PasswordResetRequiredException: Password reset required for the user'
    expect(await refusal(tryPassword(goodPassword))).toBe(refused)
    expect(await refusal(tryPassword('Wrong-Horse-7'))).toBe(refused)
    expect(harness.pool.dump().users[0]?.status).toBe('RESET_REQUIRED')
    await confirm(codeOf())
    await expect(tryPassword(newPassword)).resolves.toHaveProperty('AuthenticationResult')
    expect(harness.pool.dump().users[0]?.status).toBe('CONFIRMED')
  })

  test('can be done again, and the person can ask for the code as well', async () => {
    await openEnrolled()
    await adminReset()

    await adminReset()
    await forget()

    await expect(confirm(codeOf())).resolves.toBeDefined()
  })

  test('refuses somebody without a verified address, with a temporary password or who is disabled', async () => {
    await openPool()
    await signUp()
    const unverified = await refusal(adminReset())
    await harness.sdk.adminSetUserPassword({ ...named, Password: goodPassword })
    const temporary = await refusal(adminReset())
    await harness.sdk.adminDisableUser(named)
    const disabled = await refusal(adminReset())

    expect(unverified).toBe(
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
    expect(temporary).toBe('NotAuthorizedException: User password cannot be reset in the current state.')
    expect(disabled).toBe('NotAuthorizedException: User is disabled.')
  })

  test.each([
    [{ Username: 'nobody@example.com' }, 'UserNotFoundException: User does not exist.'],
    [{ UserPoolId: 'eu-west-1_Other' }, 'ResourceNotFoundException'],
    [{ Username: '' }, 'InvalidParameterException'],
    [{ Username: 7 }, 'SerializationException'],
    [{ ClientMetadata: 'x' }, 'SerializationException'],
  ])('refuses %j', async (input, expected) => {
    await openEnrolled()

    expect(await refusal(adminReset(input))).toContain(expected)
  })
})

describe('account recovery', () => {
  const verified = [
    { Name: 'phone_number', Value: phone },
    { Name: 'phone_number_verified', Value: 'true' },
  ]

  test.each([
    [undefined, phone],
    [['verified_email', 'verified_phone_number'], email],
    [['verified_phone_number', 'verified_email'], phone],
    [['verified_email'], email],
  ])('by %j sends the code to %s', async (names, to) => {
    const RecoveryMechanisms = names?.map((Name, index) => ({ Name, Priority: index + 1 }))
    await openEnrolled({
      pool: {
        ...emailPool,
        ...(RecoveryMechanisms === undefined
          ? {}
          : { AccountRecoverySetting: { RecoveryMechanisms: RecoveryMechanisms.toReversed() } }),
      },
    })
    await harness.sdk.adminUpdateUserAttributes({ ...named, UserAttributes: verified })

    await forget()

    expect(harness.mails.at(-1)?.to).toBe(to)
  })

  test('by administrators only sends nothing', async () => {
    const RecoveryMechanisms = [{ Name: 'admin_only', Priority: 1 }]
    await openEnrolled({ pool: { ...emailPool, AccountRecoverySetting: { RecoveryMechanisms } } })

    expect(await refusal(forget())).toBe('NotAuthorizedException: Contact administrator to reset password.')
  })
})

describe('a client that hides who exists', () => {
  test('is told of a delivery also for somebody disabled or without a verified address', async () => {
    await openPool(hidden)
    await signUp()
    const mails = harness.mails.length
    const unverified = await forget()
    await harness.sdk.confirmSignUp({
      ClientId: clientId,
      Username: email,
      ConfirmationCode: codeOf(),
    })
    await harness.sdk.adminDisableUser(named)
    const disabled = await forget()

    expect([unverified, disabled]).toMatchObject(
      Array.from({ length: 2 }, () => ({
        CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
      })),
    )
    expect(harness.mails).toHaveLength(mails)
  })

  test('hears that a code is wrong where one was asked for, and expired where none was', async () => {
    await openPool(hidden)
    const nobody = 'nobody@example.com'
    const before = await refusal(confirm('123456', nobody))
    await forget(nobody)
    const after = await refusal(confirm('123456', nobody))
    harness.advance(hourMs)
    const late = await refusal(confirm('123456', nobody))

    expect(before).toContain('ExpiredCodeException')
    expect(after).toBe('CodeMismatchException: Invalid verification code provided, please try again.')
    expect(late).toContain('ExpiredCodeException')
  })

  test('gets no further by guessing the code that was never sent', async () => {
    const random = (size: number) => (size === 6 ? new Uint8Array(6) : randomBytes(size))
    await openPool({ ...hidden, options: { random } })
    await forget('nobody@example.com')

    expect(await refusal(confirm('000000', 'nobody@example.com'))).toContain('CodeMismatchException')
  })

  test('meets the same limits', async () => {
    await openPool(hidden)
    for (let count = 0; count < 6; count += 1) await forget('nobody@example.com')

    expect(await refusal(forget('Nobody@example.com'.toLowerCase()))).toContain('LimitExceededException')
  })

  test.each([
    [{ UsernameAttributes: ['phone_number'] }, phone, { DeliveryMedium: 'SMS', Destination: '+*******0123' }],
    [{ AutoVerifiedAttributes: ['phone_number'] }, 'bob', { DeliveryMedium: 'SMS' }],
    [{ AutoVerifiedAttributes: ['email'] }, 'bob', { DeliveryMedium: 'EMAIL', Destination: 'b***@e***' }],
  ])('in the pool %j is told for %s of %j', async (pool, name, expected) => {
    await openPool({ pool, ...hidden })

    expect(await forget(name)).toMatchObject({ CodeDeliveryDetails: expected })
  })
})

describe('a client that does not', () => {
  test('hears that there is nobody of that name', async () => {
    await openPool()
    const text = 'UserNotFoundException: Username/client id combination not found.'

    expect(await refusal(forget())).toBe(text)
    expect(await refusal(confirm('123456'))).toBe(text)
  })
})

describe('the code for a new password', () => {
  test('is tried at most 15 times an hour', async () => {
    await openEnrolled()
    await forget()
    const code = codeOf()
    const other = code === '000000' ? '000001' : '000000'
    for (let count = 0; count < 15; count += 1) await refusal(confirm(other))

    const sixteenth = await refusal(confirm(code))
    harness.advance(hourMs)
    await forget()

    expect(sixteenth).toBe('LimitExceededException: Attempt limit exceeded, please try after some time.')
    await expect(confirm(codeOf())).resolves.toBeDefined()
  })
})
