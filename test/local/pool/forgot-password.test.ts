/** ForgotPassword and ConfirmForgotPassword: the code, the new password, and the trigger. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  codeOf,
  email,
  emailPool,
  enroll,
  fail,
  goodPassword,
  harness,
  named,
  openEnrolled,
  openPool,
  refusal,
  signIn,
  signUp,
  tryPassword,
} from './pool-harness.ts'

const newPassword = 'Another-Horse-8'
const hourMs = 3_600_000
function forget(input: object = {}): Promise<unknown> {
  return harness.sdk.forgotPassword({ ClientId: clientId, Username: email, ...input })
}

function reset(input: object = {}): Promise<unknown> {
  return harness.sdk.confirmForgotPassword({
    ClientId: clientId,
    Username: email,
    ConfirmationCode: codeOf(),
    Password: newPassword,
    ...input,
  })
}

describe('ForgotPassword', () => {
  test('sends a code to the verified address and says where without giving it away', async () => {
    await openEnrolled()

    const answer = await forget()

    expect(answer).toMatchObject({
      CodeDeliveryDetails: { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    expect(harness.mails.at(-1)).toMatchObject({ to: email, code: expect.stringMatching(/^\d{6}$/) })
  })

  test('refuses somebody without a verified address', async () => {
    await openPool()
    await signUp()

    expect(await refusal(forget())).toBe(
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    )
  })

  test('refuses an unknown user, or simulates the delivery for a client that hides who exists', async () => {
    await openPool()
    expect(await refusal(forget())).toMatch(/^UserNotFoundException/)
    await openPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })

    const answer = await forget()

    expect(answer).toMatchObject({ CodeDeliveryDetails: { Destination: 'a***@e***' } })
    expect(harness.mails).toEqual([])
  })

  test.each([
    ['is disabled', () => harness.sdk.adminDisableUser(named), 'User is disabled.'],
    [
      'must change a temporary password',
      () => harness.sdk.adminSetUserPassword({ ...named, Password: newPassword }),
      'User password cannot be reset in the current state.',
    ],
  ])('refuses somebody who %s', async (_, prepare, text) => {
    await openEnrolled()
    await prepare()

    expect(await refusal(forget())).toBe(`NotAuthorizedException: ${text}`)
  })

  test('stops after too many codes within an hour', async () => {
    await openEnrolled()
    for (let count = 0; count < 6; count += 1) await forget()

    expect(await refusal(forget())).toMatch(/^LimitExceededException/)
  })
})

describe('ConfirmForgotPassword', () => {
  test('sets the new password, and the old one is worthless', async () => {
    await openEnrolled()
    await forget()

    await reset()

    expect(await refusal(tryPassword(goodPassword))).toMatch(/^NotAuthorizedException/)
    await expect(tryPassword(newPassword)).resolves.toMatchObject({ AuthenticationResult: {} })
  })

  test('tells post confirmation, with its own source and the client metadata', async () => {
    await openPool({ pool: { ...emailPool, LambdaConfig: { PostConfirmation: arns.postConfirmation } } })
    const sub = await enroll()
    await forget()

    await reset({ ClientMetadata: { locale: 'de' } })

    expect(harness.events.at(-1)?.event).toMatchObject({
      version: '1',
      triggerSource: 'PostConfirmation_ConfirmForgotPassword',
      userName: sub,
      request: {
        userAttributes: { sub, email, 'cognito:user_status': 'CONFIRMED' },
        clientMetadata: { locale: 'de' },
      },
      response: {},
    })
  })

  test('keeps the new password when the trigger fails', async () => {
    await openEnrolled({ pool: { ...emailPool, LambdaConfig: { PostConfirmation: arns.postConfirmation } } })
    await forget()
    harness.functions.set(arns.postConfirmation, fail('No'))

    expect(await refusal(reset())).toBe(
      'UserLambdaValidationException: PostConfirmation failed with error No.',
    )

    await expect(tryPassword(newPassword)).resolves.toMatchObject({ AuthenticationResult: {} })
  })

  test('refuses a wrong code, a used one, and one older than an hour', async () => {
    await openEnrolled()
    await forget()
    const code = codeOf()
    const wrong = code === '000000' ? '000001' : '000000'

    expect(await refusal(reset({ ConfirmationCode: wrong }))).toMatch(/^CodeMismatchException/)
    await reset()
    expect(await refusal(reset({ ConfirmationCode: code }))).toMatch(/^ExpiredCodeException/)
    await forget()
    harness.advance(hourMs)
    expect(await refusal(reset())).toMatch(/^ExpiredCodeException/)
  })

  test('keeps the code open when the new password is too weak', async () => {
    await openEnrolled()
    await forget()

    expect(await refusal(reset({ Password: 'short' }))).toMatch(/^InvalidPasswordException/)

    await expect(reset()).resolves.toBeDefined()
  })

  test('does not take the code of a sign-up, nor give a disabled or unknown user anything', async () => {
    await openPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })
    await signUp()

    expect(await refusal(reset())).toMatch(/^ExpiredCodeException/)
    expect(await refusal(reset({ Username: 'nobody@example.com' }))).toMatch(/^ExpiredCodeException/)
    await harness.sdk.adminDisableUser(named)
    expect(await refusal(reset())).toMatch(/^ExpiredCodeException/)
  })

  test.each([{ Username: '' }, { ConfirmationCode: 'abc def' }, { Password: ' ' }])(
    'refuses the input %j',
    async (input) => {
      await openEnrolled()
      await forget()

      expect(await refusal(reset(input))).toMatch(/^InvalidParameterException/)
    },
  )
})

test('a reset leaves the sessions of before as they were', async () => {
  await openPool()
  await enroll()
  const { AccessToken } = await signIn()
  await forget()

  await reset()

  await expect(harness.sdk.getUser({ AccessToken })).resolves.toMatchObject({ Username: expect.any(String) })
})
