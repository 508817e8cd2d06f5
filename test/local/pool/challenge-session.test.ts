/** The session of a challenge, and what RespondToAuthChallenge and AdminRespondToAuthChallenge take. */
import { describe, expect, test } from 'vitest'
import {
  answer,
  beginSession,
  newPassword,
  openInvited,
  startInvited,
  temporaryPassword,
} from './invited-user.ts'
import { clientId, confidential, email, harness, named, poolId, refusal, secretHash } from './pool-harness.ts'

const minuteMs = 60_000

describe('the session of a challenge', () => {
  test.each([
    [3, undefined],
    [15, 15],
  ])('lasts %i minutes', async (minutes, AuthSessionValidity) => {
    await openInvited({ client: AuthSessionValidity === undefined ? {} : { AuthSessionValidity } })
    const [early, late] = [await beginSession(), await beginSession()]
    harness.advance(minutes * minuteMs - 1)
    const missing = await refusal(answer(early, { NEW_PASSWORD: 'weak' }))
    harness.advance(1)

    expect(missing).toContain('InvalidPasswordException')
    expect(await refusal(answer(late))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    )
  })

  test.each([2, 16])('cannot last %i minutes', async (AuthSessionValidity) => {
    await openInvited()

    await expect(startInvited({ client: { AuthSessionValidity } })).rejects.toThrow(
      `AuthSessionValidity is ${AuthSessionValidity}; Cognito allows 3 to 15 minutes.`,
    )
  })

  test('is good for one sign-in', async () => {
    await openInvited()
    const session = await beginSession()
    await answer(session)

    expect(await refusal(answer(session))).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    )
  })

  test('of another challenge of the same user is worthless once the password is changed', async () => {
    await openInvited()
    const [first, second] = [await beginSession(), await beginSession()]
    await answer(first)

    expect(await refusal(answer(second))).toBe('NotAuthorizedException: Invalid session for the user.')
  })

  test('belongs to its client and its user', async () => {
    await openInvited()
    await harness.sdk.adminCreateUser({ UserPoolId: poolId, Username: 'bob@example.com' })
    const session = await beginSession()

    const otherClient = await refusal(
      answer(session, { SECRET_HASH: secretHash() }, { ClientId: confidential.clientId }),
    )
    const otherUser = await refusal(answer(session, { USERNAME: 'bob@example.com' }))
    const nobody = await refusal(answer(session, { USERNAME: 'nobody@example.com' }))

    expect([otherClient, otherUser, nobody]).toEqual(
      Array.from({ length: 3 }, () => 'NotAuthorizedException: Invalid session for the user.'),
    )
  })

  test('is worthless for somebody who was disabled or deleted meanwhile', async () => {
    await openInvited()
    const session = await beginSession()
    await harness.sdk.adminDisableUser(named)
    const disabled = await refusal(answer(session))
    await harness.sdk.adminDeleteUser(named)

    expect(disabled).toBe('NotAuthorizedException: User is disabled.')
    expect(await refusal(answer(session))).toBe('NotAuthorizedException: Invalid session for the user.')
  })

  test('that nobody was given is refused', async () => {
    await openInvited()

    expect(await refusal(answer('x'.repeat(20)))).toBe(
      'NotAuthorizedException: Invalid session for the user.',
    )
    expect(await refusal(answer('short'))).toContain('InvalidParameterException')
    expect(await refusal(answer(undefined))).toBe(
      'InvalidParameterException: Missing required parameter Session',
    )
  })
})

describe('RespondToAuthChallenge', () => {
  test.each(['USERNAME', 'NEW_PASSWORD'])('needs %s', async (name) => {
    await openInvited()

    expect(await refusal(answer(await beginSession(), { [name]: '' }))).toBe(
      `InvalidParameterException: Missing required parameter ${name}`,
    )
  })

  test('needs the secret hash of a client with a secret', async () => {
    await openInvited()
    const { Session = '' } = await harness.sdk.initiateAuth({
      ClientId: confidential.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: {
        USERNAME: email,
        PASSWORD: temporaryPassword,
        SECRET_HASH: secretHash(),
      },
    })
    const ClientId = confidential.clientId

    const without = await refusal(answer(Session, {}, { ClientId }))
    const withHash = answer(Session, { SECRET_HASH: secretHash() }, { ClientId })

    expect(without).toContain('SECRET_HASH was not received')
    await expect(withHash).resolves.toHaveProperty('AuthenticationResult')
  })

  test.each(['SMS_MFA', 'CUSTOM_CHALLENGE', 'DEVICE_SRP_AUTH', 'WEB_AUTHN'] as const)(
    'says that %s is not simulated',
    async (ChallengeName) => {
      await openInvited()

      expect(await refusal(harness.sdk.respondToAuthChallenge({ ClientId: clientId, ChallengeName }))).toBe(
        `InvalidParameterException: The challenge ${ChallengeName} is not simulated.`,
      )
    },
  )

  test.each([
    { ChallengeName: 'MAGIC' },
    { ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeResponses: [] },
    { ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeResponses: { USERNAME: 1 } },
    { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 'x'.repeat(3_000) },
    { ChallengeName: 'NEW_PASSWORD_REQUIRED' },
    {},
  ])('refuses the nonsense %j', async (input) => {
    await openInvited()

    const call = harness.sdk.respondToAuthChallenge({ ClientId: clientId, ...Object(input) })

    expect(await refusal(call)).toMatch(/^(InvalidParameter|Serialization)Exception/)
  })
})

describe('AdminRespondToAuthChallenge', () => {
  function adminAnswer(Session: string, UserPoolId = poolId) {
    return harness.sdk.adminRespondToAuthChallenge({
      UserPoolId,
      ClientId: clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: newPassword },
    })
  }

  test('answers what AdminInitiateAuth began', async () => {
    await openInvited()
    const { Session = '', ChallengeName } = await harness.sdk.adminInitiateAuth({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: temporaryPassword },
    })

    const { AuthenticationResult } = await adminAnswer(Session)

    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer' })
  })

  test('refuses another pool', async () => {
    await openInvited()

    expect(await refusal(adminAnswer(await beginSession(), 'eu-west-1_Other'))).toContain(
      'ResourceNotFoundException',
    )
  })
})
