/** When the pool asks pre authentication, with what, and what a denial does. */
import { describe, expect, test } from 'vitest'
import {
  clientId,
  email,
  emailPool,
  enroll,
  envelope,
  fail,
  goodPassword,
  harness,
  openEnrolled,
  openPool,
  poolId,
  refresh,
  refusal,
  signIn,
  stored,
  type HarnessOptions,
} from './pool-harness.ts'
import { createSrpClient } from './srp-client.ts'
import { begin, openSrpEnrolled } from './srp-harness.ts'

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:pre-authentication'
const pool = { ...emailPool, LambdaConfig: { PreAuthentication: arn } }
const denied = '[account_suspended] This account is suspended'
const told = `UserLambdaValidationException: PreAuthentication failed with error ${denied}.`
const wrong = 'NotAuthorizedException: Incorrect username or password.'

async function start(options: HarnessOptions = {}): Promise<void> {
  await openPool({ pool, ...options })
}

function initiate(PASSWORD: string, ClientMetadata?: Record<string, string>): Promise<unknown> {
  return harness.sdk.initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD },
    ...(ClientMetadata !== undefined && { ClientMetadata }),
  })
}

const hiding = { client: { PreventUserExistenceErrors: 'ENABLED' } }

describe('a sign-in with a password', () => {
  test('asks with the user and the client metadata under its other name', async () => {
    await start()
    const sub = await enroll()

    await initiate(goodPassword, { locale: 'de' })

    expect(harness.events).toEqual([
      {
        functionArn: arn,
        event: {
          ...envelope(sub, 'PreAuthentication_Authentication'),
          request: { userAttributes: stored(sub), validationData: { locale: 'de' } },
          response: {},
        },
      },
    ])
  })

  test.each([goodPassword, 'Wrong-Horse-7'])(
    'hears the denial whatever the password is: %s',
    async (password) => {
      await openEnrolled({ pool })
      harness.functions.set(arn, fail(denied))

      expect(await refusal(initiate(password))).toBe(told)
    },
  )

  test('hears of a wrong password first where that is set', async () => {
    await start({ options: { preAuthentication: 'after-password' } })
    await enroll()
    harness.functions.set(arn, fail(denied))

    expect(await refusal(initiate('Wrong-Horse-7'))).toBe(wrong)
    expect(harness.events).toEqual([])
    expect(await refusal(initiate(goodPassword))).toBe(told)
  })

  test('of somebody who does not exist asks only where the app client hides who does', async () => {
    await start()
    expect(await refusal(initiate(goodPassword))).toBe('UserNotFoundException: User does not exist.')
    expect(harness.events).toEqual([])
    await harness.close()
    await start(hiding)

    expect(await refusal(initiate(goodPassword))).toBe(wrong)
    expect(harness.events).toMatchObject([
      { event: { request: { userAttributes: {}, validationData: null, userNotFound: true } } },
    ])
  })

  test('tells that a user exists where the app client hides it from others', async () => {
    await start(hiding)
    await enroll()

    await initiate(goodPassword)

    expect(harness.events).toMatchObject([{ event: { request: { userNotFound: false } } }])
  })

  test('asks for administrators, too', async () => {
    await openEnrolled({ pool })
    harness.functions.set(arn, fail(denied))

    const answer = await refusal(
      harness.sdk.adminInitiateAuth({
        UserPoolId: poolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: goodPassword },
      }),
    )

    expect(answer).toBe(told)
  })

  test('is not asked at a refresh', async () => {
    await openEnrolled({ pool })
    const { RefreshToken } = await signIn()
    harness.functions.set(arn, fail(denied))

    const { AuthenticationResult: renewed } = await refresh(RefreshToken)

    expect(renewed?.AccessToken).toBeDefined()
    expect(harness.events).toHaveLength(1)
  })
})

test('a sign-in by SRP asks at its start', async () => {
  await openSrpEnrolled({ pool })
  harness.functions.set(arn, fail(denied))

  expect(await refusal(begin(createSrpClient()))).toBe(told)
})
