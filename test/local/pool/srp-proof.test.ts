/** PASSWORD_VERIFIER: what proves the password, and what does not. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  confidential,
  email,
  emailPool,
  enroll,
  goodPassword,
  harness,
  poolId,
  refusal,
  secretHash,
} from './pool-harness.ts'
import { createSrpClient } from './srp-client.ts'
import { begin, challenge, openSrpEnrolled, poolName, respond, wrong } from './srp-harness.ts'

describe('PASSWORD_VERIFIER', () => {
  test('signs in, and hands the metadata of the answer to pre token generation', async () => {
    await openSrpEnrolled({
      pool: {
        ...emailPool,
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } },
      },
    })
    const { proof } = await challenge()

    const { AuthenticationResult } = await respond(proof, { ClientMetadata: { tenant: 'acme' } })

    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', RefreshToken: expect.any(String) })
    expect(harness.events).toMatchObject([
      {
        event: {
          triggerSource: 'TokenGeneration_Authentication',
          request: {
            clientMetadata: { tenant: 'acme' },
            scopes: ['aws.cognito.signin.user.admin'],
          },
        },
      },
    ])
  })

  test('takes the name that the person typed as well', async () => {
    await openSrpEnrolled()
    const { proof } = await challenge()

    await expect(respond({ ...proof, USERNAME: email })).resolves.toHaveProperty('AuthenticationResult')
  })

  test('refuses a wrong password, and gives one guess for each challenge', async () => {
    await openSrpEnrolled()
    const client = createSrpClient()
    const { ChallengeParameters = {} } = await begin(client)

    const first = await refusal(respond(client.prove(ChallengeParameters, 'Wrong-Horse-7', poolName)))
    const second = await refusal(respond(client.prove(ChallengeParameters, goodPassword, poolName)))

    expect(first).toBe(wrong)
    expect(second).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    )
  })

  test('refuses a proof that was used, changed or made for another pool', async () => {
    await openSrpEnrolled()
    const used = await challenge()
    await respond(used.proof)
    const late = await challenge()
    const foreign = createSrpClient()
    const { ChallengeParameters = {} } = await begin(foreign)

    const again = await refusal(respond(used.proof))
    const otherTime = await refusal(respond({ ...late.proof, TIMESTAMP: 'Tue Nov 24 12:00:00 UTC 2026' }))
    const otherPool = await refusal(respond(foreign.prove(ChallengeParameters, goodPassword, 'Other')))

    expect(again).toContain('session can only be used once')
    expect([otherTime, otherPool]).toEqual([wrong, wrong])
  })

  test('refuses the proof of one user for another', async () => {
    await openSrpEnrolled()
    await enroll('bob@example.com')
    const { proof } = await challenge()

    expect(await refusal(respond({ ...proof, USERNAME: 'bob@example.com' }))).toBe(wrong)
  })

  test('refuses the old password when it was changed since the challenge', async () => {
    await openSrpEnrolled()
    const { proof } = await challenge()
    await harness.sdk.adminSetUserPassword({
      UserPoolId: poolId,
      Username: email,
      Password: goodPassword,
      Permanent: true,
    })

    expect(await refusal(respond(proof))).toBe(wrong)
  })

  test('refuses a challenge after three minutes', async () => {
    await openSrpEnrolled()
    const { proof } = await challenge()
    harness.advance(3 * 60_000)

    expect(await refusal(respond(proof))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    )
  })

  test.each(['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'])(
    'needs %s',
    async (name) => {
      await openSrpEnrolled()
      const { proof } = await challenge()

      expect(await refusal(respond({ ...proof, [name]: '' }))).toBe(
        `InvalidParameterException: Missing required parameter ${name}`,
      )
      await expect(respond(proof)).resolves.toHaveProperty('AuthenticationResult')
    },
  )

  test.each([
    [
      { TIMESTAMP: '2026-11-23T12:00:00Z' },
      'TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.',
    ],
    [{ TIMESTAMP: 'Mo 23. Nov 12:00:00 UTC 2026' }, 'TIMESTAMP format'],
    [{ PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA' }, 'Invalid session for the user.'],
    [{ PASSWORD_CLAIM_SIGNATURE: 'not base64!' }, 'Incorrect username or password.'],
    [{ PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString('base64') }, 'Incorrect username or password.'],
  ])('refuses the answer %j', async (change: Record<string, string>, text) => {
    await openSrpEnrolled()
    const { proof } = await challenge()

    expect(await refusal(respond({ ...proof, ...change }))).toContain(text)
  })

  test('works for administrators', async () => {
    await openSrpEnrolled()
    const client = createSrpClient()
    const { ChallengeParameters = {} } = await harness.sdk.adminInitiateAuth({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: email, SRP_A: client.publicHex },
    })

    const { AuthenticationResult } = await harness.sdk.adminRespondToAuthChallenge({
      UserPoolId: poolId,
      ClientId: clientId,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: client.prove(ChallengeParameters, goodPassword, poolName),
    })

    expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer' })
  })

  test('with a client that has a secret needs the secret hash in both steps', async () => {
    await openSrpEnrolled()
    const client = createSrpClient()
    const ClientId = confidential.clientId

    const without = await refusal(begin(client, {}, ClientId))
    const { ChallengeParameters = {} } = await begin(client, { SECRET_HASH: secretHash() }, ClientId)
    const proof = client.prove(ChallengeParameters, goodPassword, poolName)
    const later = await refusal(respond(proof, { ClientId }))
    const withHash = respond({ ...proof, SECRET_HASH: secretHash(proof['USERNAME'] ?? '') }, { ClientId })

    expect(without).toContain('SECRET_HASH was not received')
    expect(later).toContain('SECRET_HASH was not received')
    await expect(withHash).resolves.toHaveProperty('AuthenticationResult')
  })
})
