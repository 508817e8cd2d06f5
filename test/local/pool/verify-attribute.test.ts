/** GetUserAttributeVerificationCode and VerifyUserAttribute. */
import { describe, expect, test } from 'vitest'
import {
  attributesNow,
  codeOf,
  email,
  harness,
  openPool,
  openSignedIn,
  poolId,
  refusal,
  setAttributes,
  signIn,
} from './pool-harness.ts'

const dayMs = 86_400_000
const phone = '+15555550123'

function askCode(AccessToken: string, AttributeName = 'email') {
  return harness.sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName })
}

function verify(AccessToken: string, Code: string, AttributeName = 'email') {
  return harness.sdk.verifyUserAttribute({ AccessToken, AttributeName, Code })
}

describe('GetUserAttributeVerificationCode', () => {
  test('sends a code to the address and says where', async () => {
    const token = await openSignedIn()
    await setAttributes({ phone_number: phone })

    const answer = await askCode(token, 'phone_number')

    expect(answer.CodeDeliveryDetails).toEqual({
      Destination: '+*******0123',
      DeliveryMedium: 'SMS',
      AttributeName: 'phone_number',
    })
    expect(harness.mails.at(-1)?.to).toBe(phone)
  })

  test.each([
    ['name', 'InvalidParameterException: Only email and phone_number can be verified.'],
    ['phone_number', 'InvalidParameterException: User does not have an attribute phone_number.'],
    ['', 'InvalidParameterException'],
    ['x'.repeat(33), 'InvalidParameterException'],
  ])('refuses the attribute %j', async (name, expected) => {
    const token = await openSignedIn()

    expect(await refusal(askCode(token, name))).toContain(expected)
  })

  test('refuses a seventh code within an hour, and a token of nobody', async () => {
    const token = await openSignedIn()
    for (let count = 0; count < 6; count += 1) await askCode(token)

    expect(await refusal(askCode(token))).toContain('LimitExceededException')
    expect(await refusal(askCode('a.b.c'))).toBe('NotAuthorizedException: Invalid Access Token')
  })
})

describe('VerifyUserAttribute', () => {
  test('verifies a new address by the code that went there', async () => {
    const token = await openSignedIn()
    await harness.sdk.updateUserAttributes({
      AccessToken: token,
      UserAttributes: [{ Name: 'email', Value: 'ada@example.org' }],
    })
    const before = attributesNow()

    await verify(token, codeOf())

    expect(harness.mails.at(-1)?.to).toBe('ada@example.org')
    expect(before).toMatchObject({ email_verified: 'false' })
    expect(attributesNow()).toEqual({ email: 'ada@example.org', email_verified: 'true' })
  })

  test('refuses a wrong code, a used one, one of another attribute and one that is a day old', async () => {
    const token = await openSignedIn()
    await setAttributes({ phone_number: phone })
    await askCode(token)
    const code = codeOf()
    const wrong = await refusal(verify(token, code === '000000' ? '000001' : '000000'))
    const other = await refusal(verify(token, code, 'phone_number'))
    await verify(token, code)
    const used = await refusal(verify(token, code))
    await askCode(token)
    harness.advance(dayMs)
    const { AccessToken } = await signIn()
    const old = await refusal(verify(AccessToken, codeOf()))

    expect(wrong).toBe('CodeMismatchException: Invalid verification code provided, please try again.')
    expect([other, used, old]).toEqual(
      Array.from(
        { length: 3 },
        () => 'ExpiredCodeException: Invalid code provided, please request a code again.',
      ),
    )
  })

  test('refuses the code of an address that was replaced since', async () => {
    const token = await openSignedIn({
      pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
    })
    await setAttributes({ phone_number: phone })
    await askCode(token, 'phone_number')
    const code = codeOf()
    await setAttributes({ phone_number: '+15555550199' })

    expect(await refusal(verify(token, code, 'phone_number'))).toContain('ExpiredCodeException')
    expect(attributesNow()).toMatchObject({ phone_number_verified: 'false' })
  })

  test('refuses an alias that somebody else holds', async () => {
    await openPool({ pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] } })
    for (const Username of ['ada', 'bob']) {
      await harness.sdk.adminCreateUser({
        UserPoolId: poolId,
        Username,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
      await harness.sdk.adminSetUserPassword({
        UserPoolId: poolId,
        Username,
        Password: 'Correct-Horse-7',
        Permanent: true,
      })
    }
    const [ada, bob] = [await signIn('ada'), await signIn('bob')]
    await askCode(ada.AccessToken)
    await verify(ada.AccessToken, codeOf())
    await askCode(bob.AccessToken)

    expect(await refusal(verify(bob.AccessToken, codeOf()))).toBe(
      'AliasExistsException: An account with the given email already exists.',
    )
  })

  test.each([
    [{ AttributeName: 'name' }, 'InvalidParameterException'],
    [{ Code: 'abc def' }, 'InvalidParameterException'],
    [{ Code: 123_456 }, 'SerializationException'],
  ])('refuses %j', async (input, expected) => {
    const AccessToken = await openSignedIn()

    const call = harness.sdk.verifyUserAttribute({
      AccessToken,
      AttributeName: 'email',
      Code: '123456',
      ...Object(input),
    })

    expect(await refusal(call)).toContain(expected)
  })
})
