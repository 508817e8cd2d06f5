/** USER_SRP_AUTH: what its challenge shows and hides, and who gets none. */
import { getDiffieHellman } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  arns,
  email,
  emailPool,
  enroll,
  goodPassword,
  harness,
  named,
  poolId,
  refusal,
  signUp,
} from './pool-harness.ts'
import { createSrpClient } from './srp-client.ts'
import { begin, challenge, openSrpEnrolled, openSrpPool, respond, wrong } from './srp-harness.ts'

const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`)

describe('USER_SRP_AUTH', () => {
  test('answers the challenge as Cognito spells it', async () => {
    await openSrpPool()
    const sub = await enroll()

    const output = await begin(createSrpClient())

    expect(output).toMatchObject({
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        SALT: expect.stringMatching(/^[\da-f]{1,32}$/),
        SECRET_BLOCK: expect.stringMatching(/^[\w+/]+=*$/),
        SRP_B: expect.stringMatching(/^[\da-f]{700,768}$/),
        USERNAME: sub,
        USER_ID_FOR_SRP: sub,
      },
    })
    expect(output.AuthenticationResult).toBeUndefined()
  })

  test('calls no trigger before the password is proved', async () => {
    await openSrpEnrolled({ pool: { ...emailPool, LambdaConfig: { PreTokenGeneration: arns.preToken } } })

    await begin(createSrpClient())

    expect(harness.events).toEqual([])
  })

  test('gives each challenge another block and key, and one user the same salt', async () => {
    await openSrpEnrolled()

    const [first, second] = [await challenge(), await challenge()]

    expect(first.parameters['SALT']).toBe(second.parameters['SALT'])
    expect(first.parameters['SRP_B']).not.toBe(second.parameters['SRP_B'])
    expect(first.parameters['SECRET_BLOCK']).not.toBe(second.parameters['SECRET_BLOCK'])
  })

  test.each(['', '0', 'xyz', '-1', '0x10', 'f'.repeat(1_025)])('refuses the public key %j', async (SRP_A) => {
    await openSrpEnrolled()

    expect(await refusal(begin(createSrpClient(), { SRP_A }))).toContain('InvalidParameterException')
  })

  test('refuses a public key that is a multiple of the prime, which would need no password', async () => {
    await openSrpEnrolled()

    for (const multiple of [prime, 2n * prime]) {
      expect(await refusal(begin(createSrpClient(), { SRP_A: multiple.toString(16) }))).toBe(
        'InvalidParameterException: SRP_A is not a valid public key.',
      )
    }
  })

  test('is refused where the client does not allow it', async () => {
    await openSrpPool({ client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } })

    expect(await refusal(begin(createSrpClient()))).toBe(
      'InvalidParameterException: USER_SRP_AUTH flow not enabled for this client',
    )
  })
})

describe('a user who is not there', () => {
  test('is named to a client that does not hide who exists', async () => {
    await openSrpPool()

    expect(await refusal(begin(createSrpClient()))).toBe('UserNotFoundException: User does not exist.')
  })

  test('gets the same simulated salt and id each time, and the refusal of a wrong password', async () => {
    await openSrpPool({ client: { PreventUserExistenceErrors: 'ENABLED' } })

    const [first, second] = [await challenge(), await challenge()]
    const other = await challenge(goodPassword, { USERNAME: 'other@example.com' })

    expect(first.parameters['USER_ID_FOR_SRP']).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(second.parameters).toMatchObject({
      SALT: first.parameters['SALT'],
      USER_ID_FOR_SRP: first.parameters['USER_ID_FOR_SRP'],
    })
    expect(other.parameters['USER_ID_FOR_SRP']).not.toBe(first.parameters['USER_ID_FOR_SRP'])
    expect(await refusal(respond(first.proof))).toBe(wrong)
    expect(await refusal(respond({ ...second.proof, USERNAME: email }))).toBe(wrong)
  })
})

describe('a user who may not sign in', () => {
  test('is told so before any proof while unconfirmed', async () => {
    await openSrpPool()
    await signUp()

    const unconfirmed = await refusal(challenge('Wrong-Horse-7'))

    expect(unconfirmed).toBe('UserNotConfirmedException: User is not confirmed.')
  })

  test('is told so once the password is proved, and not before: disabled, or unconfirmed where that is set', async () => {
    await openSrpPool({ options: { unconfirmedSignIn: 'after-password' } })
    await signUp()
    const unconfirmed = await refusal(respond((await challenge()).proof))
    const guess = await refusal(respond((await challenge('Wrong-Horse-7')).proof))
    await harness.sdk.adminConfirmSignUp(named)
    await harness.sdk.adminDisableUser(named)
    const disabled = await refusal(respond((await challenge()).proof))

    expect(unconfirmed).toBe('UserNotConfirmedException: User is not confirmed.')
    expect(guess).toBe(wrong)
    expect(disabled).toBe('NotAuthorizedException: User is disabled.')
  })

  test('because the password was reset, hears that at once', async () => {
    await openSrpEnrolled()
    await harness.sdk.adminResetUserPassword(named)

    expect(await refusal(begin(createSrpClient()))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    )
  })

  test('before the password is changed, gets that challenge', async () => {
    await openSrpPool()
    await harness.sdk.adminCreateUser({
      UserPoolId: poolId,
      Username: email,
      TemporaryPassword: goodPassword,
    })

    const output = await respond((await challenge()).proof)

    expect(output).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: expect.any(String) })
  })
})
