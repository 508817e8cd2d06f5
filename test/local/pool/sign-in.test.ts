/** InitiateAuth and AdminInitiateAuth with a password: what is refused and how. */
import { createHmac } from 'node:crypto'
import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, describe, expect, test } from 'vitest'
import {
  clientId,
  confidential,
  email,
  enroll,
  goodPassword,
  poolId,
  refusal,
  signUp,
  startHarness,
  type Harness,
  type HarnessOptions,
} from './pool-harness.ts'

let harness: Harness
afterEach(() => harness.close())

async function start(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options)
}

function initiate(
  AuthParameters: Record<string, string>,
  AuthFlow: AuthFlowType = 'USER_PASSWORD_AUTH',
): Promise<unknown> {
  return harness.sdk.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters })
}

const credentials = { USERNAME: email, PASSWORD: goodPassword }

describe('a password sign-in', () => {
  test('is refused with one text for a wrong password', async () => {
    await start()
    await enroll(harness)

    const answer = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))

    expect(answer).toBe('NotAuthorizedException: Incorrect username or password.')
  })

  test('names an unknown user unless the client hides who exists', async () => {
    await start()
    const legacy = await refusal(initiate(credentials))
    await harness.close()
    await start({ client: { PreventUserExistenceErrors: 'ENABLED' } })

    const enabled = await refusal(initiate(credentials))

    expect(legacy).toBe('UserNotFoundException: User does not exist.')
    expect(enabled).toBe('NotAuthorizedException: Incorrect username or password.')
  })

  test.each([
    ['whatever the password is', undefined, 'UserNotConfirmedException: User is not confirmed.'],
    [
      'for the right password alone, where that is set',
      'after-password',
      'NotAuthorizedException: Incorrect username or password.',
    ],
  ] as const)('tells an unconfirmed user so %s', async (_, unconfirmedSignIn, forWrong) => {
    await start({ options: unconfirmedSignIn === undefined ? {} : { unconfirmedSignIn } })
    await signUp(harness)

    const right = await refusal(initiate(credentials))
    const guess = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))

    expect(right).toBe('UserNotConfirmedException: User is not confirmed.')
    expect(guess).toBe(forWrong)
  })

  test('is refused while the user is disabled, which a wrong password does not learn', async () => {
    await start()
    await enroll(harness)
    await harness.sdk.adminDisableUser({ UserPoolId: poolId, Username: email })

    const right = await refusal(initiate(credentials))
    const wrong = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))
    await harness.sdk.adminEnableUser({ UserPoolId: poolId, Username: email })
    const enabled = initiate(credentials)

    expect(right).toBe('NotAuthorizedException: User is disabled.')
    expect(wrong).toBe('NotAuthorizedException: Incorrect username or password.')
    await expect(enabled).resolves.toBeDefined()
  })

  test.each([
    [{ PASSWORD: goodPassword }, 'Missing required parameter USERNAME'],
    [{ USERNAME: email }, 'Missing required parameter PASSWORD'],
  ])('is refused when only %j is given', async (parameters: Record<string, string>, reason) => {
    await start()

    const answer = await refusal(initiate(parameters))

    expect(answer).toBe(`InvalidParameterException: ${reason}`)
  })

  test('is refused where the client does not allow it', async () => {
    await start({ client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } })

    const own = await refusal(initiate(credentials))
    const admin = await refusal(
      harness.sdk.adminInitiateAuth({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: credentials,
      }),
    )

    expect(own).toBe('InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client')
    expect(admin).toBe('InvalidParameterException: Auth flow not enabled for this client')
  })

  test('of an administrator is refused to a public caller', async () => {
    await start()

    const answer = await refusal(initiate(credentials, 'ADMIN_USER_PASSWORD_AUTH'))

    expect(answer).toBe('InvalidParameterException: Initiate Auth method not supported.')
  })

  test.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    'of an administrator works with %s',
    async (AuthFlow) => {
      await start()
      await enroll(harness)

      const answer = await harness.sdk.adminInitiateAuth({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow,
        AuthParameters: credentials,
      })

      expect(answer.AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3_600 })
    },
  )

  test('with a client that has a secret needs the secret hash', async () => {
    await start()
    await enroll(harness)
    const ClientId = confidential.clientId
    const SECRET_HASH = createHmac('sha256', confidential.clientSecret)
      .update(email + ClientId)
      .digest('base64')
    const call = (extra: Record<string, string>): Promise<unknown> =>
      harness.sdk.initiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { ...credentials, ...extra },
      })

    const without = await refusal(call({}))
    const withHash = call({ SECRET_HASH })

    expect(without).toContain('SECRET_HASH was not received')
    await expect(withHash).resolves.toBeDefined()
  })

  test('works with an alias once it is verified', async () => {
    await start({ pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] } })
    await harness.sdk.signUp({
      ClientId: clientId,
      Username: 'ada',
      Password: goodPassword,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    await harness.sdk.adminConfirmSignUp({ UserPoolId: poolId, Username: 'ada' })

    const unverified = await refusal(initiate(credentials))
    await harness.sdk.adminUpdateUserAttributes({
      UserPoolId: poolId,
      Username: 'ada',
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    })
    const verified = initiate(credentials)

    expect(unverified).toBe('UserNotFoundException: User does not exist.')
    await expect(verified).resolves.toBeDefined()
  })

  test('uses the validities and units of the client', async () => {
    await start({
      client: {
        AccessTokenValidity: 10,
        IdTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours' },
      },
    })
    await enroll(harness)

    const answer = await harness.sdk.initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: credentials,
    })

    expect(answer.AuthenticationResult?.ExpiresIn).toBe(600)
  })
})

describe('AdminSetUserPassword', () => {
  const set = (Password: string, Permanent: boolean): Promise<unknown> =>
    harness.sdk.adminSetUserPassword({ UserPoolId: poolId, Username: email, Password, Permanent })

  test('with a permanent password confirms the user and calls no trigger', async () => {
    await start()
    await signUp(harness)

    await set('Another-Horse-8', true)

    await expect(initiate({ ...credentials, PASSWORD: 'Another-Horse-8' })).resolves.toBeDefined()
    expect(await refusal(initiate(credentials))).toContain('NotAuthorizedException')
    expect(harness.events).toEqual([])
  })

  test('keeps to the password policy', async () => {
    await start()
    await signUp(harness)

    const answer = await refusal(set('weak-weak', true))

    expect(answer).toContain('InvalidPasswordException')
  })
})
