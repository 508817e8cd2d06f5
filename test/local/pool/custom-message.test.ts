/** What custom message receives for each message of the pool, and what its answer makes of it. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  codeOf,
  email,
  emailPool,
  envelope,
  fail,
  goodPassword,
  harness,
  listed,
  named,
  openPool,
  respond,
  setAttributes,
  tryPassword,
} from './pool-harness.ts'

const ses = { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } }
async function start(pool: object = ses): Promise<void> {
  await openPool({
    pool: { ...emailPool, ...pool, LambdaConfig: { CustomMessage: arns.customMessage } },
  })
}
const phone = '+4312345678'
const withPhone = { AutoVerifiedAttributes: ['email', 'phone_number'], ...ses }
const answer = (response: object): void => void harness.functions.set(arns.customMessage, respond(response))
const signUp = (ClientMetadata?: Record<string, string>) =>
  harness.sdk.signUp({
    ClientId: clientId,
    Username: email,
    Password: goodPassword,
    ...(ClientMetadata === undefined ? {} : { ClientMetadata }),
  })
const invite = (attributes: Record<string, string> = {}, mediums: ('EMAIL' | 'SMS')[] = ['EMAIL']) =>
  harness.sdk.adminCreateUser({
    ...named,
    UserAttributes: listed({ email, ...attributes }),
    DesiredDeliveryMediums: mediums,
    TemporaryPassword: 'Correct-Horse-8',
  })
async function signIn(): Promise<string> {
  await signUp()
  await harness.sdk.adminConfirmSignUp(named)
  const { AuthenticationResult } = await tryPassword()
  return AuthenticationResult?.AccessToken ?? ''
}

describe('the event', () => {
  test('of a sign-up is the documented one', async () => {
    await start()

    const { UserSub = '' } = await signUp({ locale: 'de' })

    expect(harness.events).toEqual([
      {
        functionArn: arns.customMessage,
        event: {
          ...envelope(UserSub, 'CustomMessage_SignUp'),
          request: {
            userAttributes: {
              sub: UserSub,
              'cognito:user_status': 'UNCONFIRMED',
              email,
              email_verified: 'false',
            },
            codeParameter: '{####}',
            linkParameter: '{##Click Here##}',
            usernameParameter: null,
            clientMetadata: { locale: 'de' },
          },
          response: { smsMessage: null, emailMessage: null, emailSubject: null },
        },
      },
    ])
  })

  test('of an invitation comes through no app client, and has a parameter for the user name', async () => {
    await start()

    await invite()

    expect(harness.events).toMatchObject([
      {
        event: {
          triggerSource: 'CustomMessage_AdminCreateUser',
          callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' },
          request: { codeParameter: '{####}', usernameParameter: '{username}' },
        },
      },
    ])
  })

  test('has the source of the call, and its metadata', async () => {
    await start(withPhone)
    const ClientMetadata = { locale: 'fr' }
    const AccessToken = await signIn()
    await setAttributes({ email_verified: 'true' })
    harness.events.length = 0

    await harness.sdk.forgotPassword({ ClientId: clientId, Username: email, ClientMetadata })
    await harness.sdk.adminResetUserPassword({ ...named, ClientMetadata })
    await harness.sdk.updateUserAttributes({
      AccessToken,
      UserAttributes: [{ Name: 'phone_number', Value: phone }],
      ClientMetadata,
    })
    await harness.sdk.getUserAttributeVerificationCode({
      AccessToken,
      AttributeName: 'phone_number',
      ClientMetadata,
    })
    await harness.sdk.adminUpdateUserAttributes({
      ...named,
      UserAttributes: [{ Name: 'phone_number', Value: `${phone}9` }],
      ClientMetadata,
    })

    const byClient = { callerContext: { clientId }, request: { clientMetadata: ClientMetadata } }
    const byAdmin = { ...byClient, callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' } }
    expect(harness.events.map(({ event }) => event)).toMatchObject([
      { triggerSource: 'CustomMessage_ForgotPassword', ...byClient },
      { triggerSource: 'CustomMessage_ForgotPassword', ...byAdmin },
      { triggerSource: 'CustomMessage_UpdateUserAttribute', ...byClient },
      { triggerSource: 'CustomMessage_VerifyUserAttribute', ...byClient },
      { triggerSource: 'CustomMessage_UpdateUserAttribute', ...byAdmin },
    ])
  })

  test('of a code that is sent again says so, and nobody is asked about an invitation that is not sent', async () => {
    await start()
    await signUp()
    await harness.sdk.resendConfirmationCode({
      ClientId: clientId,
      Username: email,
      ClientMetadata: { a: 'b' },
    })
    await harness.sdk.adminCreateUser({
      ...named,
      Username: 'b@example.com',
      MessageAction: 'SUPPRESS',
    })

    expect(harness.events.slice(1)).toMatchObject([
      { event: { triggerSource: 'CustomMessage_ResendCode', request: { clientMetadata: { a: 'b' } } } },
    ])
  })
})

describe('the answer', () => {
  test('is the mail, with the code filled in wherever it is asked for', async () => {
    await start()
    answer({
      emailSubject: 'Hello',
      emailMessage: '<a href="https://a.example/?c={####}">{####}</a>',
      smsMessage: 'x {####}',
    })

    await signUp()

    const { code } = harness.mails[0] ?? { code: 'none' }
    expect(harness.mails).toMatchObject([
      { to: email, subject: 'Hello', body: `<a href="https://a.example/?c=${code}">${code}</a>` },
    ])
    expect(code).toMatch(/^\d{6}$/)
  })

  test('is the text for a phone', async () => {
    await start(withPhone)
    answer({ smsMessage: 'By phone: {username} {####}', emailMessage: '{username} {####}' })

    await invite({ phone_number: phone }, ['SMS', 'EMAIL'])

    expect(harness.mails.map(({ to, body }) => [to, body])).toEqual([
      [phone, `By phone: ${email} Correct-Horse-8`],
      [email, `${email} Correct-Horse-8`],
    ])
  })

  test.each([[{}], [{ smsMessage: null, emailMessage: null, emailSubject: null }]])(
    "%j leaves the pool's own text",
    async (response) => {
      await start()
      answer(response)

      await signUp()

      expect(harness.mails[0]).toMatchObject({
        subject: 'Your verification code',
        body: `Your confirmation code is ${codeOf()}`,
      })
    },
  )

  test('without its placeholder is sent without the code', async () => {
    await start()
    answer({ emailMessage: 'Hello' })

    await signUp()

    expect(harness.mails).toEqual([expect.objectContaining({ body: 'Hello', code: '' })])
  })

  test.each([
    ['mail of a pool that does not send with SES', {}, { emailMessage: '{####}' }],
    ['a subject of a pool that does not send with SES', {}, { emailSubject: 'Hello' }],
    ['a text that is none', ses, { smsMessage: 7 }],
    ['a text for a phone that is too long', ses, { smsMessage: 'x'.repeat(141) }],
    ['a subject that is too long', ses, { emailSubject: 'x'.repeat(141) }],
    ['a mail that is too long', ses, { emailMessage: 'x'.repeat(20_001) }],
  ])('with %s fails the call, and nothing is sent', async (_, pool, response) => {
    await start(pool)
    answer(response)

    await expect(signUp()).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    })
    expect(harness.mails).toEqual([])
  })

  test('of a pool that does not send with SES may be the text for a phone', async () => {
    await start({})
    answer({ smsMessage: 'x {####}' })

    await expect(signUp()).resolves.toMatchObject({ UserConfirmed: false })
  })
})

test('a function that throws fails the call by the name of its trigger, and the user stays', async () => {
  await start()
  harness.functions.set(arns.customMessage, fail('no'))

  await expect(signUp()).rejects.toMatchObject({
    name: 'UserLambdaValidationException',
    message: 'CustomMessage failed with error no.',
  })
  await expect(harness.sdk.adminGetUser(named)).resolves.toMatchObject({ UserStatus: 'UNCONFIRMED' })
})
