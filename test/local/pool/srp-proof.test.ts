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
import { begin, challenge, openSrpPool, poolName, respond, wrong } from './srp-harness.ts'

describe('PASSWORD_VERIFIER', () => {
  test('signs in, and hands the metadata of the answer to pre token generation', async () => {
    await openSrpPool({
      pool: {
        ...emailPool,
        LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arns.preToken, LambdaVersion: 'V2_0' } },
      },
    })
    await enroll(harness)
    const { proof } = await challenge(harness)

    const { AuthenticationResult } = await respond(harness, proof, { ClientMetadata: { tenant: 'acme' } })

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
    await openSrpPool()
    await enroll(harness)
    const { proof } = await challenge(harness)

    await expect(respond(harness, { ...proof, USERNAME: email })).resolves.toHaveProperty(
      'AuthenticationResult',
    )
  })

  test('refuses a wrong password, and gives one guess for each challenge', async () => {
    await openSrpPool()
    await enroll(harness)
    const client = createSrpClient()
    const { ChallengeParameters = {} } = await begin(harness, client)

    const first = await refusal(
      respond(harness, client.prove(ChallengeParameters, 'Wrong-Horse-7', poolName)),
    )
    const second = await refusal(respond(harness, client.prove(ChallengeParameters, goodPassword, poolName)))

    expect(first).toBe(wrong)
    expect(second).toBe(
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    )
  })

  test('refuses a proof that was used, changed or made for another pool', async () => {
    await openSrpPool()
    await enroll(harness)
    const used = await challenge(harness)
    await respond(harness, used.proof)
    const late = await challenge(harness)
    const foreign = createSrpClient()
    const { ChallengeParameters = {} } = await begin(harness, foreign)

    const again = await refusal(respond(harness, used.proof))
    const otherTime = await refusal(
      respond(harness, { ...late.proof, TIMESTAMP: 'Tue Nov 24 12:00:00 UTC 2026' }),
    )
    const otherPool = await refusal(
      respond(harness, foreign.prove(ChallengeParameters, goodPassword, 'Other')),
    )

    expect(again).toContain('session can only be used once')
    expect([otherTime, otherPool]).toEqual([wrong, wrong])
  })

  test('refuses the proof of one user for another', async () => {
    await openSrpPool()
    await enroll(harness)
    await enroll(harness, 'bob@example.com')
    const { proof } = await challenge(harness)

    expect(await refusal(respond(harness, { ...proof, USERNAME: 'bob@example.com' }))).toBe(wrong)
  })

  test('refuses the old password when it was changed since the challenge', async () => {
    await openSrpPool()
    await enroll(harness)
    const { proof } = await challenge(harness)
    await harness.sdk.adminSetUserPassword({
      UserPoolId: poolId,
      Username: email,
      Password: goodPassword,
      Permanent: true,
    })

    expect(await refusal(respond(harness, proof))).toBe(wrong)
  })

  test('refuses a challenge after three minutes', async () => {
    await openSrpPool()
    await enroll(harness)
    const { proof } = await challenge(harness)
    harness.advance(3 * 60_000)

    expect(await refusal(respond(harness, proof))).toBe(
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    )
  })

  test.each(['USERNAME', 'PASSWORD_CLAIM_SECRET_BLOCK', 'PASSWORD_CLAIM_SIGNATURE', 'TIMESTAMP'])(
    'needs %s',
    async (name) => {
      await openSrpPool()
      await enroll(harness)
      const { proof } = await challenge(harness)

      expect(await refusal(respond(harness, { ...proof, [name]: '' }))).toBe(
        `InvalidParameterException: Missing required parameter ${name}`,
      )
      await expect(respond(harness, proof)).resolves.toHaveProperty('AuthenticationResult')
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
    await openSrpPool()
    await enroll(harness)
    const { proof } = await challenge(harness)

    expect(await refusal(respond(harness, { ...proof, ...change }))).toContain(text)
  })

  test('works for administrators', async () => {
    await openSrpPool()
    await enroll(harness)
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
    await openSrpPool()
    await enroll(harness)
    const client = createSrpClient()
    const ClientId = confidential.clientId

    const without = await refusal(begin(harness, client, {}, ClientId))
    const { ChallengeParameters = {} } = await begin(harness, client, { SECRET_HASH: secretHash() }, ClientId)
    const proof = client.prove(ChallengeParameters, goodPassword, poolName)
    const later = await refusal(respond(harness, proof, { ClientId }))
    const withHash = respond(
      harness,
      { ...proof, SECRET_HASH: secretHash(proof['USERNAME'] ?? '') },
      { ClientId },
    )

    expect(without).toContain('SECRET_HASH was not received')
    expect(later).toContain('SECRET_HASH was not received')
    await expect(withHash).resolves.toHaveProperty('AuthenticationResult')
  })
})
