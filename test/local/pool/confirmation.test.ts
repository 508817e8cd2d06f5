/** ConfirmSignUp, ResendConfirmationCode and AdminConfirmSignUp. */
import { beforeEach, describe, expect, test } from 'vitest'
import {
  clientId,
  codeOf,
  email,
  enroll,
  harness,
  named,
  openPool,
  poolId,
  refusal,
  signUp,
  wrongCode,
} from './pool-harness.ts'

const hourMs = 3_600_000

beforeEach(async () => {
  await openPool()
})
function confirm(ConfirmationCode: string, Username = email): Promise<unknown> {
  return harness.sdk.confirmSignUp({ ClientId: clientId, Username, ConfirmationCode })
}

describe('ConfirmSignUp', () => {
  test('refuses a wrong code and leaves the user as it was', async () => {
    await signUp()

    const answer = await refusal(confirm(wrongCode()))

    expect(answer).toBe('CodeMismatchException: Invalid verification code provided, please try again.')
    expect(harness.pool.dump().users).toMatchObject([{ status: 'UNCONFIRMED' }])
  })

  test('refuses a code after 24 hours', async () => {
    await signUp()
    harness.advance(24 * hourMs)

    const answer = await refusal(confirm(codeOf()))

    expect(answer).toBe('ExpiredCodeException: Invalid code provided, please request a code again.')
  })

  test('refuses a second confirmation', async () => {
    await enroll()

    const answer = await refusal(confirm(codeOf()))

    expect(answer).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED')
  })

  test('refuses the sixteenth attempt of an hour, the right code included', async () => {
    await signUp()
    for (let attempt = 1; attempt <= 15; attempt += 1)
      expect(await refusal(confirm(wrongCode()))).toContain('CodeMismatchException')

    const sixteenth = await refusal(confirm(codeOf()))
    harness.advance(hourMs)
    const later = confirm(codeOf())

    expect(sixteenth).toBe('LimitExceededException: Attempt limit exceeded, please try after some time.')
    await expect(later).resolves.toBeDefined()
  })

  test('says that a user is unknown', async () => {
    const answer = await refusal(confirm('123456'))

    expect(answer).toBe('UserNotFoundException: User does not exist.')
  })

  test('does not say so where the client hides who exists', async () => {
    await openPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })

    const answer = await refusal(confirm('123456'))

    expect(answer).toBe('ExpiredCodeException: Invalid code provided, please request a code again.')
  })

  test('finds the user by sub as well', async () => {
    const sub = await signUp()

    await confirm(codeOf(), sub)

    expect(harness.pool.dump().users).toMatchObject([{ status: 'CONFIRMED' }])
  })
})

describe('ResendConfirmationCode', () => {
  const resend = (): Promise<unknown> =>
    harness.sdk.resendConfirmationCode({ ClientId: clientId, Username: email })

  test('sends a new code and makes the old one worthless', async () => {
    await signUp()
    const old = codeOf()

    const answer = await resend()

    expect(answer).toMatchObject({
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    })
    expect(codeOf()).not.toBe(old)
    expect(await refusal(confirm(old))).toContain('CodeMismatchException')
    await expect(confirm(codeOf())).resolves.toBeDefined()
  })

  test('refuses a confirmed user', async () => {
    await enroll()

    const answer = await refusal(resend())

    expect(answer).toBe('InvalidParameterException: User is already confirmed.')
  })

  test('refuses the sixth request of an hour', async () => {
    await signUp()
    for (let request = 1; request <= 5; request += 1) await resend()

    const sixth = await refusal(resend())

    expect(sixth).toContain('LimitExceededException')
  })

  test('answers a simulated delivery for an unknown user where the client hides who exists', async () => {
    await openPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })

    const answer = await resend()

    expect(answer).toMatchObject({ CodeDeliveryDetails: { Destination: 'a***@e***' } })
    expect(harness.mails).toEqual([])
  })
})

describe('AdminConfirmSignUp', () => {
  test('confirms without verifying the address', async () => {
    await signUp()

    await harness.sdk.adminConfirmSignUp(named)

    expect(harness.pool.dump().users).toMatchObject([
      { status: 'CONFIRMED', attributes: { email, email_verified: 'false' } },
    ])
  })

  test('refuses a confirmed and an unknown user', async () => {
    await enroll()
    const admin = (Username: string): Promise<unknown> =>
      harness.sdk.adminConfirmSignUp({ UserPoolId: poolId, Username })

    const confirmed = await refusal(admin(email))
    const unknown = await refusal(admin('nobody@example.com'))

    expect(confirmed).toBe('NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED')
    expect(unknown).toBe('UserNotFoundException: User does not exist.')
  })
})

describe('a pool that verifies phone numbers', () => {
  test('sends the code to the phone and shows its last digits', async () => {
    await openPool({ pool: { AutoVerifiedAttributes: ['email', 'phone_number'] } })
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'phone_number', Value: '+491701234567' },
    ]

    const answer = await harness.sdk.signUp({
      ClientId: clientId,
      Username: 'ada',
      Password: 'Correct-Horse-7',
      UserAttributes,
    })

    expect(answer.CodeDeliveryDetails).toEqual({
      AttributeName: 'phone_number',
      DeliveryMedium: 'SMS',
      Destination: '+********4567',
    })
    expect(harness.mails).toMatchObject([{ to: '+491701234567' }])
  })
})
