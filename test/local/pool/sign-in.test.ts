/** InitiateAuth and AdminInitiateAuth with a password: what is refused and how. */
import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, test } from 'vitest'
import {
  clientId,
  confidential,
  email,
  goodPassword,
  harness,
  named,
  openEnrolled,
  openPool,
  poolId,
  refusal,
  secretHash,
  setAttributes,
  signUp,
  tryPassword,
} from './pool-harness.ts'

function initiate(
  AuthParameters: Record<string, string>,
  AuthFlow: AuthFlowType = 'USER_PASSWORD_AUTH',
): Promise<unknown> {
  return harness.sdk.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters })
}

const credentials = { USERNAME: email, PASSWORD: goodPassword }

describe('a password sign-in', () => {
  test('is refused with one text for a wrong password', async () => {
    await openEnrolled()

    const answer = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))

    expect(answer).toBe('NotAuthorizedException: Incorrect username or password.')
  })

  test('names an unknown user unless the client hides who exists', async () => {
    await openPool()
    const legacy = await refusal(initiate(credentials))
    await openPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })

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
    await openPool({ options: unconfirmedSignIn === undefined ? {} : { unconfirmedSignIn } })
    await signUp()

    const right = await refusal(initiate(credentials))
    const guess = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))

    expect(right).toBe('UserNotConfirmedException: User is not confirmed.')
    expect(guess).toBe(forWrong)
  })

  test('is refused while the user is disabled, which a wrong password does not learn', async () => {
    await openEnrolled()
    await harness.sdk.adminDisableUser(named)

    const right = await refusal(initiate(credentials))
    const wrong = await refusal(initiate({ ...credentials, PASSWORD: 'Wrong-Horse-7' }))
    await harness.sdk.adminEnableUser(named)
    const enabled = initiate(credentials)

    expect(right).toBe('NotAuthorizedException: User is disabled.')
    expect(wrong).toBe('NotAuthorizedException: Incorrect username or password.')
    await expect(enabled).resolves.toBeDefined()
  })

  test.each([
    [{ PASSWORD: goodPassword }, 'Missing required parameter USERNAME'],
    [{ USERNAME: email }, 'Missing required parameter PASSWORD'],
  ])('is refused when only %j is given', async (parameters: Record<string, string>, reason) => {
    await openPool()

    const answer = await refusal(initiate(parameters))

    expect(answer).toBe(`InvalidParameterException: ${reason}`)
  })

  test('is refused where the client does not allow it', async () => {
    await openPool({ client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } })

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
    await openPool()

    const answer = await refusal(initiate(credentials, 'ADMIN_USER_PASSWORD_AUTH'))

    expect(answer).toBe('InvalidParameterException: Initiate Auth method not supported.')
  })

  test.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    'of an administrator works with %s',
    async (AuthFlow) => {
      await openEnrolled()

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
    await openEnrolled()
    const ClientId = confidential.clientId
    const SECRET_HASH = secretHash()
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
    await openPool({ pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] } })
    await harness.sdk.signUp({
      ClientId: clientId,
      Username: 'ada',
      Password: goodPassword,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
    await harness.sdk.adminConfirmSignUp({ UserPoolId: poolId, Username: 'ada' })

    const unverified = await refusal(initiate(credentials))
    await setAttributes({ email_verified: 'true' }, 'ada')
    const verified = initiate(credentials)

    expect(unverified).toBe('UserNotFoundException: User does not exist.')
    await expect(verified).resolves.toBeDefined()
  })

  test('uses the validities and units of the client', async () => {
    await openEnrolled({
      client: {
        AccessTokenValidity: 10,
        IdTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours' },
      },
    })

    const answer = await tryPassword()

    expect(answer.AuthenticationResult?.ExpiresIn).toBe(600)
  })
})

describe('AdminSetUserPassword', () => {
  const set = (Password: string, Permanent: boolean): Promise<unknown> =>
    harness.sdk.adminSetUserPassword({ ...named, Password, Permanent })

  test('with a permanent password confirms the user and calls no trigger', async () => {
    await openPool()
    await signUp()

    await set('Another-Horse-8', true)

    await expect(initiate({ ...credentials, PASSWORD: 'Another-Horse-8' })).resolves.toBeDefined()
    expect(await refusal(initiate(credentials))).toContain('NotAuthorizedException')
    expect(harness.events).toEqual([])
  })

  test('keeps to the password policy', async () => {
    await openPool()
    await signUp()

    const answer = await refusal(set('weak-weak', true))

    expect(answer).toContain('InvalidPasswordException')
  })
})
