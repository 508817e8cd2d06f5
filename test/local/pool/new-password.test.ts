/** The challenge NEW_PASSWORD_REQUIRED: what it shows, and what its answer does. */
import { describe, expect, test } from 'vitest'
import { answer, begin, beginSession, newPassword, openInvited } from './invited-user.ts'
import { arns, clientId, email, emailPool, fail, harness, poolId, refusal } from './pool-harness.ts'

const required = { ...emailPool, Schema: [{ Name: 'name', Required: true, Mutable: true }] }

describe('a sign-in with a temporary password', () => {
  test('ends in the challenge, which shows the profile and what it lacks', async () => {
    await openInvited({ pool: required }, [{ Name: 'nickname', Value: 'Countess' }])

    const challenge = await begin()

    const sub = harness.pool.dump().users[0]?.sub
    expect(challenge).toMatchObject({
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: expect.stringMatching(/^\S{20,2048}$/),
      ChallengeParameters: { USER_ID_FOR_SRP: sub, requiredAttributes: '["userAttributes.name"]' },
    })
    expect(challenge.AuthenticationResult).toBeUndefined()
    expect(JSON.parse(challenge.ChallengeParameters?.['userAttributes'] ?? '')).toEqual({
      email,
      email_verified: 'true',
      nickname: 'Countess',
    })
  })

  test('shows no attribute that the client may not read', async () => {
    await openInvited({ client: { ReadAttributes: ['email'] } }, [{ Name: 'nickname', Value: 'Countess' }])

    const { ChallengeParameters } = await begin()

    expect(ChallengeParameters?.['userAttributes']).toBe(JSON.stringify({ email }))
  })

  test('calls no trigger before the challenge is answered', async () => {
    await openInvited({ pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } } })

    await begin()

    expect(harness.events).toEqual([])
  })

  test('is refused with a wrong password', async () => {
    await openInvited()

    expect(await refusal(begin('Wrong-Horse-7'))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    )
  })
})

describe('the answer to NEW_PASSWORD_REQUIRED', () => {
  test('confirms the user, keeps the attributes and signs in', async () => {
    await openInvited({ pool: required })

    const { AuthenticationResult } = await answer(await beginSession(), {
      'userAttributes.name': 'Ada',
      'userAttributes.nickname': 'Countess',
    })

    expect(AuthenticationResult).toMatchObject({
      AccessToken: expect.any(String),
      IdToken: expect.any(String),
      RefreshToken: expect.any(String),
      TokenType: 'Bearer',
    })
    expect(harness.pool.dump().users).toMatchObject([
      {
        status: 'CONFIRMED',
        attributes: { email, email_verified: 'true', name: 'Ada', nickname: 'Countess' },
      },
    ])
    expect(await refusal(begin())).toContain('Incorrect username or password.')
    await expect(begin(newPassword)).resolves.toMatchObject({
      AuthenticationResult: { TokenType: 'Bearer' },
    })
  })

  test('is told to pre token generation with its own source and metadata, and to no other trigger', async () => {
    await openInvited({
      pool: {
        ...emailPool,
        LambdaConfig: {
          PostConfirmation: arns.postConfirmation,
          PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' },
        },
      },
    })

    await answer(await beginSession(), {}, { ClientMetadata: { tenant: 'acme' } })

    expect(harness.events).toMatchObject([
      {
        functionArn: arns.preToken,
        event: {
          triggerSource: 'TokenGeneration_NewPasswordChallenge',
          callerContext: { clientId },
          request: {
            userAttributes: { 'cognito:user_status': 'CONFIRMED', email },
            clientMetadata: { tenant: 'acme' },
            scopes: ['aws.cognito.signin.user.admin'],
          },
        },
      },
    ])
  })

  test('keeps the new password when the trigger fails', async () => {
    await openInvited({ pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } } })
    harness.functions.set(arns.preToken, fail('No'))

    expect(await refusal(answer(await beginSession()))).toBe(
      'UserLambdaValidationException: PreTokenGeneration failed with error No.',
    )

    harness.functions.clear()
    await expect(begin(newPassword)).resolves.toHaveProperty('AuthenticationResult')
  })

  test('makes an address that comes with it unverified', async () => {
    await openInvited({ pool: { AutoVerifiedAttributes: ['email'], UsernameAttributes: ['email'] } })

    await answer(await beginSession(), { 'userAttributes.phone_number': '+15555550123' })

    expect(harness.pool.dump().users[0]?.attributes).toMatchObject({ phone_number_verified: 'false' })
  })

  test('may be given again after a refusal', async () => {
    await openInvited({ pool: required })
    const session = await beginSession()
    const name = { 'userAttributes.name': 'Ada' }

    const weak = await refusal(answer(session, { ...name, NEW_PASSWORD: 'weak-weak' }))
    const missing = await refusal(answer(session))
    const good = answer(session, name)

    expect(weak).toBe(
      'InvalidPasswordException: Password did not conform with policy: Password must have uppercase characters',
    )
    expect(missing).toBe('InvalidParameterException: Invalid attributes given, name is missing')
    await expect(good).resolves.toHaveProperty('AuthenticationResult')
  })

  test('changes no required attribute that is there', async () => {
    await openInvited({ pool: { ...emailPool, Schema: [{ Name: 'email', Required: true, Mutable: true }] } })

    const same = await refusal(answer(await beginSession(), { 'userAttributes.email': email }))

    expect(same).toBe('NotAuthorizedException: Cannot modify an already provided email')
  })

  test.each([
    ['userAttributes.email_verified', 'A client attempted to write unauthorized attribute'],
    ['userAttributes.sub', 'A client attempted to write unauthorized attribute'],
    ['userAttributes.custom:none', 'Attribute does not exist in the schema'],
    ['userAttributes.identities', 'A client attempted to write unauthorized attribute'],
  ])('writes no %s', async (name, text) => {
    await openInvited({ client: { WriteAttributes: ['email', 'custom:none'] } })

    expect(await refusal(answer(await beginSession(), { [name]: 'true' }))).toContain(text)

    expect(harness.pool.dump().users[0]?.status).toBe('FORCE_CHANGE_PASSWORD')
  })

  test('gives an immutable attribute its first value and no second', async () => {
    const pool = { ...emailPool, Schema: [{ Name: 'plan', Mutable: false }] }
    await openInvited({ pool })
    const first = answer(await beginSession(), { 'userAttributes.custom:plan': 'free' })
    await expect(first).resolves.toBeDefined()
    await openInvited({ pool }, [{ Name: 'custom:plan', Value: 'free' }])

    const second = await refusal(answer(await beginSession(), { 'userAttributes.custom:plan': 'pro' }))

    expect(second).toBe('InvalidParameterException: user.custom:plan: Attribute cannot be updated.')
  })

  test('takes no preferred user name that somebody has', async () => {
    await openInvited({ pool: { AliasAttributes: ['preferred_username'] } }, [
      { Name: 'email', Value: email },
    ])
    await harness.sdk.adminCreateUser({
      UserPoolId: poolId,
      Username: 'bob',
      UserAttributes: [{ Name: 'preferred_username', Value: 'b' }],
    })

    const taken = await refusal(answer(await beginSession(), { 'userAttributes.preferred_username': 'b' }))

    expect(taken).toContain('AliasExistsException')
  })
})
