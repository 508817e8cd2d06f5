/** SignUp: what it stores, confirms and moves, and how it meets the trigger. */
import { describe, expect, test } from 'vitest'
import {
  arns,
  clientId,
  email,
  emailPool,
  goodPassword,
  harness,
  meet,
  named,
  openEnrolled,
  openPool,
  refusal,
  respond,
} from './pool-harness.ts'

function attempt(input: object = {}): Promise<unknown> {
  return harness.sdk.signUp({ ClientId: clientId, Username: email, Password: goodPassword, ...input })
}

describe('SignUp', () => {
  test('stores nobody when the trigger denies', async () => {
    await openPool({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.functions.set(arns.preSignUp, () => ({
      kind: 'function-error',
      errorType: 'Error',
      errorMessage: 'No',
    }))

    const answer = await refusal(attempt())

    expect(answer).toBe('UserLambdaValidationException: PreSignUp failed with error No.')
    expect(harness.pool.dump().users).toEqual([])
    expect(harness.mails).toEqual([])
  })

  test('makes one user when two sign up with one name at once', async () => {
    await openPool({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.functions.set(arns.preSignUp, meet(2))

    const results = await Promise.allSettled([attempt(), attempt()])

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(harness.pool.dump().users).toHaveLength(1)
  })

  test('confirms at once, verifies and sends no code when the trigger says so', async () => {
    await openPool({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.functions.set(arns.preSignUp, respond({ autoConfirmUser: true, autoVerifyEmail: true }))

    const answer = await attempt()

    expect(answer).toMatchObject({ UserConfirmed: true })
    expect(answer).not.toHaveProperty('CodeDeliveryDetails')
    expect(harness.mails).toEqual([])
    expect(harness.pool.dump().users).toMatchObject([
      { status: 'CONFIRMED', attributes: { email, email_verified: 'true' } },
    ])
  })

  test('makes nobody when the trigger verifies and does not confirm', async () => {
    await openPool({ pool: { ...emailPool, LambdaConfig: { PreSignUp: arns.preSignUp } } })
    harness.functions.set(arns.preSignUp, respond({ autoVerifyEmail: true }))

    expect(await refusal(attempt())).toBe(
      'InvalidLambdaResponseException: Phone or email cannot be auto verified, when user is not being auto confirmed',
    )
    expect(harness.pool.dump().users).toEqual([])
  })

  test('moves an alias to the user whose address the trigger verified', async () => {
    await openPool({
      pool: {
        AliasAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        LambdaConfig: { PreSignUp: arns.preSignUp },
      },
    })
    harness.functions.set(arns.preSignUp, respond({ autoConfirmUser: true, autoVerifyEmail: true }))
    const UserAttributes = [{ Name: 'email', Value: email }]
    await attempt({ Username: 'first', UserAttributes })

    await attempt({ Username: 'second', UserAttributes })

    expect(harness.pool.dump().users).toMatchObject([
      { username: 'first', attributes: { email_verified: 'false' } },
      { username: 'second', attributes: { email_verified: 'true' } },
    ])
    const found = await harness.sdk.adminGetUser(named)
    expect(found.Username).toBe('second')
  })

  test('keeps the e-mail of a confirmed alias for its holder unless the caller forces it', async () => {
    await openPool({ pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] } })
    const UserAttributes = [{ Name: 'email', Value: email }]
    for (const Username of ['first', 'second']) await attempt({ Username, UserAttributes })

    const [first, second] = harness.mails
    const confirm = (
      Username: string,
      code: string | undefined,
      ForceAliasCreation = false,
    ): Promise<unknown> =>
      harness.sdk.confirmSignUp({ ClientId: clientId, Username, ConfirmationCode: code, ForceAliasCreation })
    await confirm('first', first?.code)

    const kept = await refusal(confirm('second', second?.code))
    await confirm('second', second?.code, true)

    expect(kept).toBe('AliasExistsException: An account with the given email already exists.')
    expect(harness.pool.dump().users).toMatchObject([
      { username: 'first', attributes: { email_verified: 'false' } },
      { username: 'second', attributes: { email_verified: 'true' } },
    ])
  })

  test('lets a name be used again once the user is deleted', async () => {
    await openEnrolled()
    await harness.sdk.adminDeleteUser(named)

    const again = attempt()

    await expect(again).resolves.toMatchObject({ UserConfirmed: false })
  })
})
